/*
 * tide: the contacts of a day as they come, in memory: quarters that were kept (contact.h), and
 * what came since, of which only the last seconds are counted again, because a message gets its id
 * before its transaction ends.
 */
#pragma once

#include "insight/board/contact.h"

struct tide;

struct tide *tide_new(void);
void tide_free(struct tide *tide); /* takes NULL */
/* Brings it up to cx->now, from that moment on; another one than before, or a quarter that was kept
 * meanwhile, makes it read anew. Needs cx->db. */
enum hk_result tide_follow(struct ctx *cx, int64_t from, struct tide *tide);
/* One item for a team and a quarter, or several; good until it is followed again. */
struct contact_list tide_settled(const struct tide *tide);
struct contact_list tide_latest(const struct tide *tide);
