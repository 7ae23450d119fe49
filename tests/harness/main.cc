#define CATCH_CONFIG_MAIN
#include "harness/catch.h"
