/* Conversations beside a ticket: what a supplier writes comes back there, and to nobody else. */

#include "test.h"
#include "ticket/work/side.h"
#include "together.h"

#define SUPPLIER "parts@supplier.example"

struct beside {
	int64_t number, message_id, hold_ms;
	const char *to, *text;
	struct side side;
	struct message_list list;
	struct people_text people;
	const char *mail_id;
};

static enum hk_result send_work(struct ctx *cx, void *data)
{
	struct beside *beside = data;
	struct reply reply = { .text = beside->text,
			       .html = "",
			       .tokens = "",
			       .people = { true, beside->to, "", "" },
			       .hold_ms = beside->hold_ms,
			       .is_sure = true };
	struct ticket ticket;

	HK_TRY(ticket_find(cx, beside->number, &ticket));
	if (!beside->side.id)
		HK_TRY(side_begin(cx, &ticket, "Seal of 40 mm", &beside->side));
	return side_send(cx, &ticket, &beside->side, &reply, &beside->message_id);
}

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct beside *beside = data;
	struct message message;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, beside->number, &ticket));
	HK_TRY(side_messages(cx, &beside->side, &beside->list));
	HK_TRY(side_people(cx, &ticket, &beside->side, &beside->people));
	HK_TRY(message_find(cx, &ticket, beside->message_id, &message));
	beside->mail_id = message.mail_id;
	return HK_OK;
}

static void look(struct house_world *world, struct beside *beside)
{
	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, look_work, beside), HK_OK);
}

/* Jonas asks by mail, and Rasa asks the supplier. */
static struct beside ask_supplier(struct house_world *world)
{
	struct beside beside = { .to = SUPPLIER, .text = "Have you a seal of 40 mm?" };
	struct intake_outcome asked =
		deed_mail(world, "help@nordhome.example",
			  "From: Jonas <jonas@example.net>\r\nTo: help@nordhome.example\r\n"
			  "Subject: Kettle\r\nMessage-ID: <one@example.net>\r\n\r\nIt drips.\r\n");

	beside.number = asked.ticket_number;
	world_act(world, &world->system);
	world_run_jobs(world);
	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, send_work, &beside), HK_OK);
	look(world, &beside);
	return beside;
}

static struct intake_outcome answer(struct house_world *world, const struct beside *beside,
				    const char *from, const char *more)
{
	static int count;

	world_act(world, &world->system);
	return deed_mail(world, "help@nordhome.example",
			 hk_format(world->arena,
				   "From: %s\r\nTo: help@nordhome.example\r\n%s"
				   "Subject: Re: Seal of 40 mm\r\nMessage-ID: <a%d@x.example>\r\n"
				   "In-Reply-To: <%s>\r\n\r\nYes, for 3 euro.\r\n",
				   from, more, ++count, beside->mail_id));
}

static enum hk_result of_customer(struct ctx *cx, void *data)
{
	struct beside *beside = data;
	struct ticket ticket;

	HK_TRY(ticket_by_number(cx, beside->number, &ticket));

	struct actor jonas = { .kind = ACTOR_CUSTOMER,
			       .id = ticket.customer_id,
			       .name = "",
			       .email = "",
			       .role = "" };
	const struct actor *before = cx->actor;
	struct side side;

	cx->actor = &jonas;

	enum hk_result result = message_page(cx, &ticket, INT64_MAX, 50, &beside->list);

	assert_int_equal(side_find(cx, &ticket, beside->side.id, &side), HK_NOT_FOUND);
	cx->actor = before;
	return result;
}

static size_t seen_by_customer(struct house_world *world, struct beside *beside)
{
	assert_int_equal(ctx_read(&world->cx, of_customer, beside), HK_OK);
	return beside->list.count;
}

static void the_answer_comes_back_to_its_thread_and_the_customer_sees_nothing(void **state)
{
	struct house_world *world = *state;
	struct beside beside = ask_supplier(world);
	struct ticket before = world_look(world, beside.number), after;

	assert_int_equal(answer(world, &beside, SUPPLIER, "").ticket_number, beside.number);
	look(world, &beside);
	assert_int_equal(beside.list.count, 2);
	assert_int_equal(beside.list.items[1].is_inner, 1);
	assert_int_equal(seen_by_customer(world, &beside), 1);
	after = world_look(world, beside.number);
	assert_string_equal(after.state, before.state);
	assert_string_equal(after.preview, before.preview);
	assert_int_equal(after.due_at, before.due_at);
	assert_int_equal(after.answered_at, 0);
	world_act(world, &world->rasa);
	assert_int_equal(together_heard(world, "side.word"), 1);
}

static void from_another_address_it_is_still_his_answer(void **state)
{
	struct house_world *world = *state;
	struct beside beside = ask_supplier(world);

	assert_int_equal(answer(world, &beside, "boss@elsewhere.example", "").ticket_number,
			 beside.number);
	look(world, &beside);
	assert_int_equal(beside.list.count, 2);
	assert_string_equal(beside.list.items[1].from_address, "boss@elsewhere.example");
	assert_int_equal(seen_by_customer(world, &beside), 1);
}

static void a_forged_name_without_our_signature_is_not_let_in(void **state)
{
	struct house_world *world = *state;
	struct beside beside = ask_supplier(world), forged = beside;

	forged.mail_id = "hark.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@nordhome.example";
	(void)answer(world, &forged, SUPPLIER, "");
	look(world, &beside);
	assert_int_equal(beside.list.count, 1);
	assert_int_equal(seen_by_customer(world, &beside), 1);
}

static void a_copy_to_the_customer_makes_his_answer_no_part_of_it(void **state)
{
	struct house_world *world = *state;
	struct beside beside = ask_supplier(world);

	(void)answer(world, &beside, SUPPLIER, "Cc: jonas@example.net\r\n");
	look(world, &beside);
	/* The next word goes to the supplier alone. */
	assert_string_equal(beside.people.to, SUPPLIER);
	assert_string_equal(beside.people.cc, "");
	/* What the customer answers to that copy is his word on his ticket. */
	assert_int_equal(answer(world, &beside, "jonas@example.net", "").ticket_number,
			 beside.number);
	look(world, &beside);
	assert_int_equal(beside.list.count, 2);
	assert_int_equal(seen_by_customer(world, &beside), 2);
}

struct tally {
	int64_t count;
};

static enum hk_result count_work(struct ctx *cx, void *data)
{
	static const struct db_column columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
	static const struct db_record record = DB_RECORD("side", struct tally, columns);

	return db_select_one(cx->db, &record, DB_WHERE("(" DB_WALKS "1 = 1)", ""), DB_NONE, data);
}

static int64_t conversations(struct house_world *world)
{
	struct tally tally;

	assert_int_equal(ctx_read(&world->cx, count_work, &tally), HK_OK);
	return tally.count;
}

static void a_question_sent_twice_is_one_and_the_same_to_two_is_two(void **state)
{
	struct house_world *world = *state;
	struct beside beside = ask_supplier(world), again = beside, other = beside;

	again.side.id = other.side.id = 0;
	again.hold_ms = other.hold_ms = REPLY_HOLD_MS;
	assert_int_equal(WORLD_WRITE(world, send_work, &again), HK_OK);
	assert_int_equal(again.message_id, beside.message_id);
	assert_int_equal(conversations(world), 1);
	other.to = "seals@other.example";
	assert_int_equal(WORLD_WRITE(world, send_work, &other), HK_OK);
	assert_int_not_equal(other.message_id, beside.message_id);
	assert_int_equal(conversations(world), 2);
	assert_int_equal(world_outbox(world, "held"), 1);
}

static void the_customer_is_no_part_of_it(void **state)
{
	struct house_world *world = *state;
	struct beside beside = ask_supplier(world);

	beside.to = "jonas@example.net";
	beside.text = "Between us";
	assert_int_equal(WORLD_WRITE(world, send_work, &beside), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "to");
}

static void a_machine_of_his_disturbs_nobody(void **state)
{
	struct house_world *world = *state;
	struct beside beside = ask_supplier(world);

	(void)answer(world, &beside, SUPPLIER, "Auto-Submitted: auto-replied\r\n");
	look(world, &beside);
	assert_int_equal(beside.list.count, 2);
	assert_int_equal(together_heard(world, "side.word"), 0);
}

static void an_answer_does_not_open_what_has_ended(void **state)
{
	struct house_world *world = *state;
	struct beside beside = ask_supplier(world);

	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, beside.number, NULL), HK_OK);
	(void)answer(world, &beside, SUPPLIER, "");
	assert_string_equal(world_look(world, beside.number).state, "resolved");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(the_answer_comes_back_to_its_thread_and_the_customer_sees_nothing),
		in_reading_house(from_another_address_it_is_still_his_answer),
		in_reading_house(a_forged_name_without_our_signature_is_not_let_in),
		in_reading_house(a_copy_to_the_customer_makes_his_answer_no_part_of_it),
		in_reading_house(the_customer_is_no_part_of_it),
		in_reading_house(a_question_sent_twice_is_one_and_the_same_to_two_is_two),
		in_reading_house(a_machine_of_his_disturbs_nobody),
		in_reading_house(an_answer_does_not_open_what_has_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
