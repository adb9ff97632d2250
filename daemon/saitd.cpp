#include "app/daemon.hpp"

int main(int argc, char** argv) { return sait::daemon_main(argc, argv); }
