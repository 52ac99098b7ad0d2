/*
 * How many bytes of large mails may be in memory at once. Small ones always pass;
 * a large one waits until there is room, and one that is larger than all the room
 * passes when it is alone, so every mail gets through in the end.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct mail_gate;

/* small: bytes up to which a mail does not count. */
struct mail_gate *mail_gate_new(int64_t room, int64_t small);
void mail_gate_free(struct mail_gate *gate);

/* False: no room within wait_ms. After true the same bytes are to leave. */
bool mail_gate_enter(struct mail_gate *gate, int64_t bytes, int64_t wait_ms);
void mail_gate_leave(struct mail_gate *gate, int64_t bytes);
