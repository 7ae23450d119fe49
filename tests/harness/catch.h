// Catch2 2 (one header) or 3 (a library), whichever the distribution has. The part both share is what tests may use.
#pragma once
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
