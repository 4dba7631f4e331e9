#include <cstdio>

#include <example/greeter/greeter.hpp>
#include <example/greeter/other.hpp>

int main() { std::printf("warn is %d\n", static_cast<int>(example::greeter::log::Level::warn)); }
