/* One mail goes to fifty people at most, and nobody drops out of it without a word. */

#include "base/time.h"
#include "deeds.h"
#include "test.h"
#include "ticket/mail/people.h"
#include "ticket/write/reply.h"

#define OURS "help@nordhome.example"

struct sending {
	int64_t number, message_id;
	struct reply reply;
};

static enum hk_result try_to_send(struct house_world *world, struct sending *sending)
{
	return deed_send(world, sending->number, &sending->reply, &sending->message_id);
}

static void send_it(struct house_world *world, struct sending *sending)
{
	world_act(world, &world->rasa);
	assert_int_equal(try_to_send(world, sending), HK_OK);
}

static int64_t jonas_writes(struct house_world *world, const char *heads)
{
	const char *raw = hk_format(world->arena,
				    "From: Jonas <jonas@example.net>\r\nSubject: Kettle\r\n"
				    "%s\r\n\r\nHello.\r\n",
				    heads);

	return deed_mail(world, OURS, raw).ticket_number;
}

static void fifty_are_written_to_and_no_more(void **state)
{
	struct house_world *world = *state;
	int64_t number = jonas_writes(world, "To: " OURS);
	const char *many = "jonas@example.net";

	for (int i = 1; i < PEOPLE_MOST; i++)
		many = hk_format(world->arena, "%s, a%d@example.net", many, i);

	struct sending sending = { .number = number,
				   .reply = deed_words(
					   "Hi.", (struct people_text){ true, many, "", "" }) };

	send_it(world, &sending);
	world->cx.now += HK_MINUTE;
	sending.reply.people.bcc = "one-more@example.net";
	world_act(world, &world->rasa);
	assert_int_equal(try_to_send(world, &sending), HK_INVALID);
}

struct everybody {
	int64_t number;
	struct recipient_list list;
	struct left_out left_out;
	struct people_text text;
};

static enum hk_result everybody(struct ctx *cx, void *data)
{
	struct everybody *all = data;
	struct ticket ticket;

	HK_TRY(ticket_by_number(cx, all->number, &ticket));
	HK_TRY(people_settle(cx, &ticket, &all->text));
	return people_everybody(cx, &ticket, NULL, &all->list, &all->left_out);
}

static void who_is_too_many_for_one_mail_is_left_out_with_a_word_and_a_choice(void **state)
{
	struct house_world *world = *state;
	const char *to = "To: " OURS, *chosen = "jonas@example.net";

	for (int i = 1; i <= 60; i++)
		to = hk_format(world->arena, "%s, a%d@example.net", to, i);
	for (int i = 1; i < PEOPLE_MOST; i++)
		chosen = hk_format(world->arena, "%s, a%d@example.net", chosen, i);

	struct everybody all = {
		.number = jonas_writes(world, to),
		.text = { true, chosen, "", "" },
	};
	struct sending sending = { .number = all.number,
				   .reply = deed_words("Hi.",
						       (struct people_text){ false, "", "", "" }) };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, everybody, &all), HK_OK);
	assert_int_equal(all.list.count, PEOPLE_MOST);
	assert_int_equal(all.left_out.count, 61 - PEOPLE_MOST);
	assert_string_equal(all.left_out.list.items[10].address, "a60@example.net");
	/* Who saw it and sends it all the same has chosen. */
	assert_true(all.text.is_chosen);
	/* Nobody saw it. */
	assert_int_equal(try_to_send(world, &sending), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "to");
	sending.reply.people = all.text;
	send_it(world, &sending);
}

static void of_a_mail_to_thousands_all_are_counted(void **state)
{
	struct house_world *world = *state;
	const char *to = "To: " OURS;

	for (int i = 1; i <= 1000; i++)
		to = hk_format(world->arena, "%s,\r\n b%d@example.net", to, i);
	to = hk_format(world->arena, "%s\r\nCc: last@example.net", to);

	struct everybody all = { .number = jonas_writes(world, to) };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, everybody, &all), HK_OK);
	/* Jonas, the thousand and the last one; our own mailbox is not answered. */
	assert_int_equal(all.list.count + all.left_out.count, 1002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(fifty_are_written_to_and_no_more),
		in_reading_house(who_is_too_many_for_one_mail_is_left_out_with_a_word_and_a_choice),
		in_reading_house(of_a_mail_to_thousands_all_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
