/*
 * unsubscribe: the address in the head of a mail that nobody asked for, such as a survey or news
 * (RFC 2369, 8058). Whoever has it makes the choice that its customer has under My preferences: to
 * be asked nothing and told no news any more. It needs no session, never ends, and can do nothing
 * else. Each mail has another one, and none tells anything: neither whose it is nor which two are
 * of the same person. Those of earlier versions, which named the customer's number, still hold.
 */
#pragma once

#include "core/ctx.h"

/* In cx->arena. Another one each time; only the house can make or read it. */
const char *unsubscribe_token(struct ctx *cx, int64_t customer_id);
/* Whether he wants none already. HK_NOT_FOUND: no such address, or its customer is gone. */
enum hk_result unsubscribe_find(struct ctx *cx, const char *token, bool *ret_is_done);
/* Within a transaction that writes. Again changes nothing. HK_NOT_FOUND as above. */
enum hk_result unsubscribe_do(struct ctx *cx, const char *token);
