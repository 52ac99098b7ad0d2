#include "reply_world.h"

#include <string.h>

#include "base/time.h"
#include "intake/intake.h"
#include "test.h"

static enum hk_result look(struct ctx *cx, void *data)
{
	struct left_reply *reply = data;

	HK_TRY(ticket_find(cx, reply->number, &reply->ticket));
	HK_TRY(message_find(cx, &reply->ticket, reply->message_id, &reply->message));
	HK_TRY(outbox_of_message(cx, reply->message_id, &reply->mail));
	HK_TRY(history_since(cx, &reply->ticket, 0, &reply->history));
	HK_TRY(clock_every(cx, reply->ticket.id, &reply->clocks));
	return customer_addresses(cx, reply->ticket.customer_id, &reply->addresses);
}

struct left_reply reply_see(struct house_world *world, int64_t number, int64_t message_id)
{
	struct left_reply found = { .number = number, .message_id = message_id };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, look, &found), HK_OK);
	return found;
}

bool reply_has_line(const struct left_reply *reply, const char *kind)
{
	for (size_t i = 0; i < reply->history.count; i++)
		if (strcmp(reply->history.items[i].kind, kind) == 0)
			return true;
	return false;
}

struct left_reply reply_left(struct house_world *world, enum reply_then then)
{
	static const char question[] = "From: Jonas <jonas@example.net>\r\n"
				       "To: help@nordhome.example\r\nSubject: Kettle\r\n"
				       "Message-ID: <one@example.net>\r\n\r\n"
				       "The lid of my kettle is broken.\r\n";
	int64_t number = deed_mail(world, "help@nordhome.example", question).ticket_number;
	int64_t message_id;

	world->cx.now += HK_MINUTE;
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, number, "A new lid is on its way.", then, &message_id),
			 HK_OK);
	world->cx.now += HK_MINUTE;
	world_let_leave(world);
	world->cx.now += HK_MINUTE;
	return reply_see(world, number, message_id);
}
