/*
 * remote picture: one that a mail only names, on somebody else's server. Loading
 * it tells its sender who reads, when and where, so it is fetched by the house,
 * only after a person asked for those of that message, and stays from then on.
 */
#pragma once

#include "ticket/message.h"

enum { REMOTE_PICTURES_MAX = 50, REMOTE_PICTURE_BYTES_MAX = 5 * 1000 * 1000 };

struct remote_picture {
	int64_t message_id, position, ticket_id;
	const char *url, *state; /* waiting, kept, failed */
	const char *problem, *blob;
	int64_t asked_by, asked_at;
};

struct remote_picture_list {
	struct remote_picture *items;
	size_t count;
};

/* Has those of the message wait that are not kept yet, the first fifty. HK_NOT_FOUND: it names
 * none. */
enum hk_result remote_pictures_ask(struct ctx *cx, const struct ticket *ticket,
				   const struct message *message);
/* Of a ticket that the caller may read, by message and position. */
enum hk_result remote_pictures_of(struct ctx *cx, int64_t ticket_id,
				  struct remote_picture_list *ret);
enum hk_result remote_picture_find(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
				   int64_t position, struct remote_picture *ret);
/* Of all tickets, those that wait, the longest first. */
enum hk_result remote_pictures_waiting(struct ctx *cx, int64_t limit,
				       struct remote_picture_list *ret);
/* state, problem and blob: what came of it. */
enum hk_result remote_picture_settle(struct ctx *cx, const struct remote_picture *picture);
