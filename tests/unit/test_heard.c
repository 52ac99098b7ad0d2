/* What the delivered rules read in the words of customers, and what people say to it. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "ruled.h"
#include "test.h"
#include "ticket/link/merge.h"
#include "ticket/link/split.h"
#include "ticket/purpose/harm_heard.h"
#include "ticket/rule/rule_deliver.h"

static enum hk_result deliver(struct ctx *cx, void *data)
{
	return rule_deliver(cx, data);
}

static void delivered(struct house_world *world)
{
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, deliver, (void *)"en"), HK_OK);
}

static struct ticket asked(struct house_world *world, const char *subject, const char *text)
{
	struct ticket ticket = world_ticket(world, subject, text);

	ruled_wait(world, 0);
	return world_look(world, ticket.number);
}

static const struct {
	const char *subject, *text, *harms;
} said[] = {
	{ "Help", "I am STRANDED on the A1 near Kaunas, my two children are in the car.",
	  "stranded" },
	{ "We can’t get home", "The lock does not open.", "stranded" },
	{ "Gas smell", "There is a smell of gas in my kitchen since your man left.", "safety" },
	{ "Užstrigome kelyje", "Automobilis nevažiuoja, labai šalta.", "stranded" },
	/* The letters with their signs apart, as some keyboards write them. */
	{ "Pagalba", "Mes uz\xcc\x8cstrigome kelyje.", "stranded" },
	{ "Katilas", "Virtuvėje kvepia dujomis, bijome.", "safety" },
	{ "সাহায্য", "আমরা রাস্তায় আটকে আছি, গাড়ি চলছে না।", "stranded" },
	/* ড় as one letter, and as a letter with its dot. */
	{ "সাহায্য", "লিফটে আটকা প\xe0\xa7\x9cেছি।", "stranded" },
	{ "সাহায্য", "লিফটে আটকা প\xe0\xa6\xa1\xe0\xa6\xbcেছি।", "stranded" },
	{ "চুলা", "রান্নাঘরে গ্যাসের গন্ধ পাচ্ছি।", "safety" },
	{ "உதவி", "நாங்கள் சாலையில் சிக்கிக்கொண்டோம். வண்டி ஓடவில்லை.", "stranded" },
	{ "அடுப்பு", "சமையலறையில் கேஸ் வாடை வருகிறது.", "safety" },
	{ "Both", "We are stranded, and smoke is coming from the engine.", "safety stranded" },
	/* Nobody of these is in need. */
	{ "Broken down", "My washing machine broke down yesterday.", "" },
	{ "Siunta", "Mano siunta užstrigo sandėlyje.", "" },
	{ "পার্সেল", "আমার পার্সেল কোথাও আটকে আছে কি না জানাবেন?", "" },
	{ "ரசீது", "ரசீதில் தொகை தவறாக உள்ளது.", "" },
	{ "Fireplace", "How much is the electric fireplace? It is not urgent.", "" },
};

static void who_writes_of_need_comes_first_in_four_languages(void **state)
{
	struct house_world *world = *state;

	delivered(world);
	for (size_t i = 0; i < HK_COUNT(said); i++) {
		struct ticket ticket = asked(world, said[i].subject, said[i].text);

		assert_string_equal(ticket.harms, said[i].harms);
		assert_string_equal(harm_waits(&ticket), said[i].harms);
		assert_string_equal(ticket.priority, *said[i].harms ? "urgent" : "normal");
		assert_string_equal(ticket.priority_reason, "");
		assert_int_equal(ruled_lines(world, ticket.number, "ruled"),
				 strchr(said[i].harms, ' ') ? 2 : *said[i].harms != '\0');
	}
	world_agrees(world);
}

struct word {
	int64_t number;
	bool is_so;
};

static enum hk_result judge(struct ctx *cx, void *data)
{
	const struct word *word = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, word->number, &ticket));
	return word->is_so ? harm_confirm(cx, &ticket) : harm_deny(cx, &ticket);
}

static enum hk_result judged(struct house_world *world, int64_t number, bool is_so)
{
	struct word word = { number, is_so };

	world_act(world, &world->rasa);
	return ctx_write(&world->cx, judge, &word);
}

static void a_false_alarm_is_taken_back_with_one_press_and_is_not_raised_again(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	delivered(world);
	ticket = asked(world, "A book", "It is called Stranded. Do you have it?");
	assert_string_equal(ticket.priority, "urgent");
	assert_int_equal(judged(world, ticket.number, false), HK_OK);
	ticket = world_look(world, ticket.number);
	assert_string_equal(ticket.priority, "normal");
	assert_string_equal(ticket.harms, "");
	assert_string_equal(harm_waits(&ticket), "");
	assert_int_equal(ruled_lines(world, ticket.number, "harm_not"), 1);
	/* Who presses twice, or a colleague a moment later. */
	assert_int_equal(judged(world, ticket.number, false), HK_CONFLICT);
	world->cx.now += HK_HOUR;
	assert_int_equal(deed_word(world, ticket.number, "Stranded, by Ben Myers.", false), HK_OK);
	ruled_wait(world, 0);
	ticket = world_look(world, ticket.number);
	assert_string_equal(ticket.priority, "normal");
	assert_int_equal(ruled_lines(world, ticket.number, "ruled"), 1);
}

static void what_is_so_stays_and_is_not_asked_again(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	delivered(world);
	ticket = asked(world, "Car", "We are stranded.");
	assert_int_equal(judged(world, ticket.number, true), HK_OK);
	ticket = world_look(world, ticket.number);
	assert_string_equal(ticket.priority, "urgent");
	assert_string_equal(ticket.harms, "stranded");
	assert_string_equal(harm_waits(&ticket), "");
	assert_int_equal(ruled_lines(world, ticket.number, "harm_so"), 1);
	assert_int_equal(judged(world, ticket.number, true), HK_CONFLICT);
}

static void who_is_in_need_later_is_read_too(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	delivered(world);
	ticket = asked(world, "Our trip", "When do you open?");
	assert_string_equal(ticket.priority, "normal");
	world->cx.now += HK_HOUR;
	assert_int_equal(
		deed_word(world, ticket.number, "Now we are locked out, and it is cold.", false),
		HK_OK);
	ruled_wait(world, 0);
	assert_string_equal(world_look(world, ticket.number).harms, "stranded");
}

struct joint {
	int64_t from, into, passage_id;
};

static enum hk_result join(struct ctx *cx, void *data)
{
	struct joint *joint = data;
	struct ticket from, into, one;

	HK_TRY(ticket_find(cx, joint->from, &from));
	HK_TRY(ticket_find(cx, joint->into, &into));
	return merge(cx, &(struct merge){ .from = &from, .into = &into }, &one, &joint->passage_id);
}

static enum hk_result part(struct ctx *cx, void *data)
{
	const struct joint *joint = data;
	struct ticket into, from;

	HK_TRY(ticket_find(cx, joint->into, &into));
	return merge_undo(cx, &into, joint->passage_id, &from);
}

static void waits_for(struct house_world *world, int64_t number, const char *codes)
{
	struct ticket ticket = world_look(world, number);

	assert_string_equal(harm_waits(&ticket), codes);
}

static void what_waits_on_one_of_two_is_asked_on_what_becomes_of_them(void **state)
{
	struct house_world *world = *state;
	struct joint joint;

	delivered(world);
	joint.from = asked(world, "Car", "We are stranded.").number;
	joint.into = asked(world, "Kitchen", "There is a smell of gas.").number;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, join, &joint), HK_OK);
	waits_for(world, joint.into, "safety stranded");
	assert_int_equal(ctx_write(&world->cx, part, &joint), HK_OK);
	waits_for(world, joint.into, "safety");
	waits_for(world, joint.from, "stranded");
	assert_int_equal(ctx_write(&world->cx, join, &joint), HK_OK);
	assert_int_equal(judged(world, joint.into, false), HK_OK);
	waits_for(world, joint.into, "");
	assert_string_equal(world_look(world, joint.into).priority, "normal");
}

static void what_a_person_said_of_one_of_two_is_not_asked_again(void **state)
{
	struct house_world *world = *state;
	struct joint joint, other;

	delivered(world);
	joint.from = asked(world, "Car", "We are stranded.").number;
	joint.into = asked(world, "Still", "We are still stranded.").number;
	assert_int_equal(judged(world, joint.into, true), HK_OK);
	assert_int_equal(ctx_write(&world->cx, join, &joint), HK_OK);
	waits_for(world, joint.into, "");
	assert_string_equal(world_look(world, joint.into).harms, "stranded");
	assert_int_equal(judged(world, joint.into, true), HK_CONFLICT);
	/* Who said that nobody was in need had not read the other one. */
	other.from = asked(world, "Again", "We are stranded again.").number;
	other.into = asked(world, "A book", "It is called Stranded.").number;
	assert_int_equal(judged(world, other.into, false), HK_OK);
	assert_int_equal(ctx_write(&world->cx, join, &other), HK_OK);
	waits_for(world, other.into, "stranded");
}

struct apart {
	int64_t number, message_id, part;
};

static enum hk_result split_off(struct ctx *cx, void *data)
{
	struct apart *apart = data;
	struct ticket from, part;
	struct split wish = { .from = &from,
			      .message_ids = &apart->message_id,
			      .message_count = 1,
			      .subject = "The other matter" };

	HK_TRY(ticket_find(cx, apart->number, &from));
	apart->message_id = from.last_message_id;
	HK_TRY(split(cx, &wish, &part));
	apart->part = part.number;
	return HK_OK;
}

static void a_part_of_an_urgent_ticket_says_why_it_is_urgent_and_asks_too(void **state)
{
	struct house_world *world = *state;
	struct apart apart = { .part = 0 };
	struct ticket part;

	delivered(world);
	apart.number = asked(world, "Car", "We are stranded.").number;
	assert_int_equal(deed_word(world, apart.number, "My bill is wrong too.", false), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, split_off, &apart), HK_OK);
	part = world_look(world, apart.part);
	assert_string_equal(part.priority, "urgent");
	assert_string_equal(part.priority_harm, "stranded");
	assert_string_equal(part.harms, "stranded");
	waits_for(world, apart.part, "stranded");
	/* It is another matter: one press, and the first one stays as it was. */
	assert_int_equal(judged(world, apart.part, false), HK_OK);
	assert_string_equal(world_look(world, apart.part).priority, "normal");
	waits_for(world, apart.number, "stranded");
	assert_string_equal(world_look(world, apart.number).priority, "urgent");
}

static enum hk_result rule_count(struct ctx *cx, void *data)
{
	return rule_every(cx, data);
}

static size_t rules_of(struct house_world *world)
{
	struct rule_list rules;

	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, rule_count, &rules), HK_OK);
	return rules.count;
}

static enum hk_result remove_first(struct ctx *cx, void *data)
{
	struct rule_list rules;

	(void)data;
	HK_TRY(rule_every(cx, &rules));
	return rules.count ? rule_remove(cx, rules.items[0].id) : HK_NOT_FOUND;
}

static enum hk_result add_missing(struct ctx *cx, void *data)
{
	return rule_delivery_add(cx, data);
}

static void what_a_house_took_away_is_not_delivered_again(void **state)
{
	struct house_world *world = *state;

	delivered(world);
	delivered(world);
	assert_int_equal(rules_of(world), 2);
	assert_int_equal(ctx_write(&world->cx, remove_first, NULL), HK_OK);
	assert_int_equal(ctx_write(&world->cx, remove_first, NULL), HK_OK);
	delivered(world);
	assert_int_equal(rules_of(world), 0);
	/* Unless an administrator asks for it. */
	assert_int_equal(ctx_write(&world->cx, add_missing, (void *)"lt"), HK_OK);
	assert_int_equal(rules_of(world), 2);
	assert_int_equal(ctx_write(&world->cx, add_missing, (void *)"lt"), HK_CONFLICT);
	assert_int_equal(ctx_write(&world->cx, remove_first, NULL), HK_OK);
	assert_int_equal(ctx_write(&world->cx, add_missing, (void *)"lt"), HK_OK);
	assert_int_equal(rules_of(world), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_writes_of_need_comes_first_in_four_languages),
		in_house(a_false_alarm_is_taken_back_with_one_press_and_is_not_raised_again),
		in_house(what_is_so_stays_and_is_not_asked_again),
		in_house(who_is_in_need_later_is_read_too),
		in_house(what_waits_on_one_of_two_is_asked_on_what_becomes_of_them),
		in_house(what_a_person_said_of_one_of_two_is_not_asked_again),
		in_house(a_part_of_an_urgent_ticket_says_why_it_is_urgent_and_asks_too),
		in_house(what_a_house_took_away_is_not_delivered_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
