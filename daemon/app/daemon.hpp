// saitd: start-up as an ordered list of steps, then waiting for a signal, then an orderly end.
#pragma once

namespace sait {

/// The whole program. 0: stopped as asked, or --check found nothing wrong. 1: something is wrong, and it was said. 2: wrong use.
int daemon_main(int argc, char** argv);

}  // namespace sait
