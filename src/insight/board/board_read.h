/* What a board reads from the database. All of it needs cx->db; texts live in the arena that is
 * given, the rest in that of the context. */
#pragma once

#include "insight/board/board.h"
#include "insight/board/book.h"

/* Every ticket that counts, and the last event that is in it. today: when the day began. */
enum hk_result board_read_book(struct ctx *cx, int64_t today, struct book *book, int64_t *ret_seq);
/* What changed since that event. HK_CONFLICT: too much; the book is to be read anew. */
enum hk_result board_follow_book(struct ctx *cx, int64_t today, struct book *book, int64_t *seq);

/* Teams with their people, those of no team last; everything else of them is 0. */
enum hk_result board_read_teams(struct ctx *cx, struct hk_arena *arena, struct board_teams *ret);
enum hk_result board_read_people(struct ctx *cx, struct hk_arena *arena, struct board_people *ret);
/* Mailboxes, and mail that does not leave. */
enum hk_result board_read_channels(struct ctx *cx, struct hk_arena *arena, struct board *board);
