#include "app/control_commands.hpp"

int main(int argc, char** argv) { return sait::control_main(argc, argv); }
