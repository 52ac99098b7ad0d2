/*
 * What a rule read in the words of a customer: that somebody is stranded, or in danger. It makes
 * the ticket as urgent as the harm says at once, and stays marked as read by a rule until a person
 * says whether it is so. A word is no proof: whoever says that it is not so presses once, and no
 * rule reads it there again.
 */
#pragma once

#include "ticket/ticket.h"

/* A person has said what the customer suffers, or that it is not what a rule read. */
bool harm_is_judged(const struct ticket *ticket);
/* The codes that wait for a person's word; "". */
const char *harm_waits(const struct ticket *ticket);
/* Adds that harm, of which the priority follows; by a rule it waits for a person's word, by a
 * person it is his. A reason of somebody for a priority that is as urgent stays. */
enum hk_result harm_add(struct ctx *cx, struct ticket *ticket, const char *code, bool is_heard);
/* What waits on either of two that become one. What a person has said of the one is not asked again
 * for the other; the harms of neither are joined yet. */
const char *harm_heard_merge(struct ctx *cx, const struct ticket *from, const struct ticket *into);
/* Of a part that became a ticket of its own: what waits, or is judged, on the one is so on the
 * other. */
enum hk_result harm_heard_split(struct ctx *cx, const struct ticket *from, struct ticket *part);
/* It is so, says the actor; or it is not, and the harms that a rule read go. HK_CONFLICT: nothing
 * waits for his word any more. */
enum hk_result harm_confirm(struct ctx *cx, struct ticket *ticket);
enum hk_result harm_deny(struct ctx *cx, struct ticket *ticket);
