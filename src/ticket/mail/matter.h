/*
 * matter: whether a customer asks about something else than before. Machines say the same again
 * and again, whatever number or subject they put into it; a person who has four questions does not.
 */
#pragma once

#include "ticket/ticket.h"

/* True when the first words of the ticket have most of their words in common with none that its
 * customer said since then on other tickets. Whatever is not sure is the same: no words, or more
 * messages than are looked at. */
enum hk_result matter_is_new(struct ctx *cx, const struct ticket *ticket, int64_t since, bool *ret);

/* The first words of both. Without words it is the same. */
enum hk_result matter_is_same(struct ctx *cx, const struct ticket *one, const struct ticket *other,
			      bool *ret);
