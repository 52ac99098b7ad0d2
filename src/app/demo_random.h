/* The dice of the demonstration: the same on every machine. */
#pragma once

#include <stdint.h>

/* The next of a row of numbers that begins with what state held (splitmix64: Steele, Lea, Flood
 * 2014). */
static inline uint64_t demo_random(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}
