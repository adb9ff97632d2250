// saitd: start-up as an ordered list of steps, then waiting for a signal, then an orderly end.
#pragma once

#include <functional>

namespace sait {

struct PipelineOptions;

/// The whole program. 0: stopped as asked, or --check found nothing wrong. 1: something is wrong, and it was said. 2:
/// wrong use. `adjust` (tests only) may change what the configuration has no setting for.
int daemon_main(int argc, char** argv, const std::function<void(PipelineOptions&)>& adjust = {});

}  // namespace sait
