/* A reply that has left the house, and what became of it. */
#pragma once

#include "deeds.h"
#include "people/customer.h"
#include "standard/clock.h"
#include "ticket/history.h"
#include "ticket/mail/outbox.h"

struct left_reply {
	int64_t number, message_id;
	struct ticket ticket;
	struct message message;
	struct outbox mail;
	struct history_list history;
	struct clock_list clocks;
	struct address_list addresses; /* of the customer */
};

/* Jonas wrote by mail about his kettle, Rasa answered, and the answer has left; a minute ago. */
struct left_reply reply_left(struct house_world *world, enum reply_then then);
/* As it stands now. */
struct left_reply reply_see(struct house_world *world, int64_t number, int64_t message_id);
bool reply_has_line(const struct left_reply *reply, const char *kind);
