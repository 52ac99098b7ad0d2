/* Where a list of tickets goes on, as an address carries it: "AT.ID" of the last line shown. */
#pragma once

#include "ticket/ticket.h"

const char *cursor_text(struct hk_arena *arena, struct ticket_cursor cursor);
/* NULL and "" begin. False: it is none of ours. */
bool cursor_read(struct hk_arena *arena, const char *text, struct ticket_cursor *ret);
