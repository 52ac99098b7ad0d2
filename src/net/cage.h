/*
 * What the net role and its children give up. The role, which reads nothing
 * that is hostile, loses its rights before the first connection. A child loses
 * nearly all files, every system call that a client of a server does not need,
 * and may connect to its server's port (and DNS) alone.
 */
#pragma once

#include <stdint.h>

#include "base/result.h"

/* HK_UNAVAILABLE: this process could not be caged and must not go on. A kernel without Landlock is
 * taken as it is, and logged. */
enum hk_result net_cage_role(void);
enum hk_result net_cage_child(uint16_t port);
/* The same for one that goes to the web: ports 80 and 443, and that one unless it is 0. */
enum hk_result net_cage_fetch(uint16_t port);
