/* The questions of a purpose, their versions, and what is answered to them. */

#include "core/org.h"
#include "house_world.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/purpose/amount.h"
#include "ticket/purpose/answer.h"

struct step {
	int64_t number, version;
	const char *type, *code;
	struct question wish;
	struct question_form form;
	const char *values[QUESTIONS_MOST];
	struct answer_list answers;
	struct history_list history;
};

static enum hk_result read_form(struct ctx *cx, void *data)
{
	struct step *step = data;

	return question_form_find(cx, step->type, &step->form);
}

static enum hk_result put(struct ctx *cx, void *data)
{
	const struct step *step = data;

	return question_put(cx, step->type, step->version, &step->wish);
}

static enum hk_result take_away(struct ctx *cx, void *data)
{
	const struct step *step = data;

	return question_remove(cx, step->type, step->version, step->code);
}

static enum hk_result answer(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, step->number, &ticket));
	HK_TRY(question_form_find(cx, step->type, &step->form));
	HK_TRY(answers_change(cx, &ticket, &step->form.questions, step->values));
	HK_TRY(answers_find(cx, &ticket, &step->answers));
	return history_since(cx, &ticket, 0, &step->history);
}

static struct step begin(struct house_world *world, const char *type)
{
	struct step step = { .type = type,
			     .wish = { .position = 9,
				       .code = "room",
				       .kind = "tree",
				       .label = "Which room?",
				       .hint = "",
				       .choices = "Kitchen > Oven\n\n Kitchen > Sink \nBath",
				       .words = "",
				       .is_asked = 1,
				       .shown_code = "",
				       .shown_value = "",
				       .least = "",
				       .most = "" } };

	world_act(world, &world->admin);
	return step;
}

static void form_of(struct house_world *world, struct step *step)
{
	assert_int_equal(ctx_read(&world->cx, read_form, step), HK_OK);
	step->version = step->form.version;
}

static void must_put(struct house_world *world, struct step *step)
{
	form_of(world, step);
	assert_int_equal(ctx_write(&world->cx, put, step), HK_OK);
	form_of(world, step);
}

static void refused(struct house_world *world, struct step *step, const char *field)
{
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, put, step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, field);
	world_act(world, &world->admin);
}

static void every_change_of_a_form_is_a_new_version(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "incident");

	form_of(world, &step);
	assert_int_equal(step.form.version, 0);
	assert_int_equal(step.form.questions.count, 3);
	must_put(world, &step);
	assert_int_equal(step.form.version, 1);
	assert_int_equal(step.form.made_by, world->admin.id);
	assert_int_equal(step.form.questions.count, 4);
	assert_string_equal(step.form.questions.items[3].choices,
			    "Kitchen > Oven\nKitchen > Sink\nBath");
	step.wish.position = 0;
	must_put(world, &step);
	assert_int_equal(step.form.version, 2);
	assert_int_equal(step.form.questions.count, 4);
	assert_string_equal(step.form.questions.items[0].code, "room");
	assert_string_equal(step.form.questions.items[1].code, "product");
	step.version = 1;
	assert_int_equal(ctx_write(&world->cx, put, &step), HK_CONFLICT);
	step.type = "order";
	form_of(world, &step);
	assert_int_equal(step.form.version, 0);
}

static void a_form_may_have_no_questions_at_all(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "order");

	for (const char *const *code = (const char *const[]){ "product", "order", NULL }; *code;
	     code++) {
		form_of(world, &step);
		step.code = *code;
		assert_int_equal(ctx_write(&world->cx, take_away, &step), HK_OK);
	}
	form_of(world, &step);
	assert_int_equal(step.form.version, 2);
	assert_int_equal(step.form.questions.count, 0);
	assert_int_equal(ctx_write(&world->cx, take_away, &step), HK_NOT_FOUND);
	must_put(world, &step);
	assert_int_equal(step.form.questions.count, 1);
}

static void a_question_that_cannot_be_asked_is_refused(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "inquiry"), odd = step;

	must_put(world, &step);
	odd.version = 1;
	odd.wish.code = "Room!";
	refused(world, &odd, "code");
	odd.wish = step.wish;
	odd.wish.kind = "colour";
	refused(world, &odd, "kind");
	odd.wish = step.wish;
	odd.wish.label = " ";
	refused(world, &odd, "label");
	odd.wish = step.wish;
	odd.wish.choices = " \n";
	refused(world, &odd, "choices");
	odd.wish = step.wish;
	odd.wish.code = "other";
	odd.wish.shown_code = "nobody";
	odd.wish.shown_value = "Bath";
	refused(world, &odd, "shown_code");
	odd.wish.shown_code = "room";
	odd.wish.shown_value = "";
	refused(world, &odd, "shown_value");
	odd.wish.shown_value = "Maybe";
	refused(world, &odd, "shown_value");
	odd.wish.shown_value = "Kitch";
	refused(world, &odd, "shown_value");
	odd.wish.shown_value = "Bath";
	must_put(world, &odd);
	/* What another one waits for stays a choice. */
	odd.wish = step.wish;
	odd.wish.position = 0;
	odd.wish.choices = "Kitchen > Oven\nAttic";
	refused(world, &odd, "choices");
	odd.wish.choices = "Bath\nAttic\n Bath ";
	refused(world, &odd, "choices");
	odd.wish = step.wish;
	odd.wish.position = 5;
	refused(world, &odd, "position");
	odd.code = "room";
	assert_int_equal(ctx_write(&world->cx, take_away, &odd), HK_INVALID);
	odd.type = "noise";
	assert_int_equal(ctx_write(&world->cx, put, &odd), HK_NOT_FOUND);
}

static void answers_are_kept_and_what_is_not_asked_any_more_goes(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "inquiry");

	must_put(world, &step);
	step.wish.code = "model";
	step.wish.kind = "text";
	step.wish.shown_code = "room";
	step.wish.shown_value = "Kitchen";
	must_put(world, &step);
	step.number = world_ticket(world, "Oven", "It is cold.").number;
	world_act(world, &world->rasa);
	step.values[0] = "Kitchen > Oven";
	step.values[1] = " OX-5 ";
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	assert_int_equal(step.answers.count, 2);
	assert_string_equal(step.answers.items[1].value, "OX-5");
	assert_string_equal(step.answers.items[1].by_kind, "staff");
	assert_int_equal(world_look(world, step.number).answer_count, 2);
	assert_string_equal(step.history.items[step.history.count - 1].detail,
			    "Which room? Kitchen > Oven; Which room? OX-5");
	step.values[1] = NULL;
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	assert_int_equal(step.answers.count, 2);
	step.values[0] = "Bath";
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	assert_int_equal(step.answers.count, 1);
	step.values[0] = "Attic";
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "a0");
}

static void an_answer_stays_when_its_question_is_changed(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "inquiry");

	must_put(world, &step);
	step.number = world_ticket(world, "Bath", "It is wet.").number;
	world_act(world, &world->rasa);
	step.values[0] = "Bath";
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	world_act(world, &world->admin);
	step.wish.label = "Where?";
	step.wish.choices = "Attic";
	must_put(world, &step);
	world_act(world, &world->rasa);
	world_act(world, &world->admin);
	step.wish.code = "floor";
	step.wish.kind = "number";
	step.wish.label = "Which floor?";
	must_put(world, &step);
	world_act(world, &world->rasa);
	step.values[0] = NULL;
	step.values[1] = "2";
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	assert_int_equal(step.answers.count, 2);
	assert_string_equal(step.answers.items[0].value, "Bath");
	assert_string_equal(step.answers.items[0].label, "Which room?");
}

static const struct {
	const char *kind, *said, *kept;
} read_cases[] = {
	{ "text", " two\nlines ", "two lines" },
	{ "date", "2026-11-29", "2026-11-29" },
	{ "date", "২০২৬-১১-২৯", "2026-11-29" },
	{ "date", "2026-02-30", NULL },
	{ "date", "tomorrow", NULL },
	{ "number", "3,5", "3.5" },
	{ "number", "-12", "-12" },
	{ "number", "৩", "3" },
	{ "number", "3.", NULL },
	{ "number", "1.2.3", NULL },
	{ "number", "", "" },
	{ "money", "12,50 €", "12.50 EUR" },
	{ "money", "EUR 1 234,5", "1234.50 EUR" },
	{ "number", "−12", "-12" },
	{ "money", "1,234.50", "1234.50 EUR" },
	{ "money", "1,234", NULL },
	{ "money", "12.345 EUR", NULL },
	{ "money", "499.999", NULL },
	{ "money", "0.500", NULL },
	{ "money", "1,234.567", NULL },
	{ "money", "1.234.567", "1234567 EUR" },
	{ "money", "1 234 567 eur", "1234567 EUR" },
	{ "money", "12345.00 EUR", "12345.00 EUR" },
	{ "money", "12 XYZ", NULL },
	{ "money", "12 LTL", NULL },
	{ "money", "€12", "12 EUR" },
	{ "money", "12 eurų", "12 EUR" },
	{ "money", "12 usd", "12 USD" },
	{ "money", "$12", NULL },
	{ "money", "20.50 টাকা", "20.50 BDT" },
	{ "money", "1,23,456.5", "123456.50 EUR" },
	{ "money", "1 234,50 €", "1234.50 EUR" },
	{ "money", "12.50 EUR or so", NULL },
	{ "money", "-5", NULL },
	{ "money", "EUR −5", NULL },
	{ "money", "-€5", NULL },
	{ "money", "5-7 EUR", NULL },
	{ "money", "-0", "-0 EUR" },
	{ "money", "10 %", NULL },
	{ "money", "much", NULL },
	{ "money", "Rs. 500", NULL },
	{ "money", "৫০০ ৳", "500 BDT" },
	{ "money", "৫০০ টাকা", "500 BDT" },
	{ "money", "௫௦௦ ரூபாய்", NULL },
};

static void each_kind_of_answer_is_kept_as_programs_read_it(void **state)
{
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(read_cases); i++) {
		struct question question = {
			.kind = read_cases[i].kind, .choices = "", .least = "", .most = ""
		};
		const char *kept = NULL;
		enum hk_result result =
			answer_read(&world->cx, &question, "a0", read_cases[i].said, &kept);

		assert_int_equal(result, read_cases[i].kept ? HK_OK : HK_INVALID);
		if (read_cases[i].kept)
			assert_string_equal(kept, read_cases[i].kept);
	}
}

static void an_answer_is_neither_less_nor_more_than_its_question_allows(void **state)
{
	static const struct {
		const char *kind, *least, *most, *said, *sentence;
	} cases[] = {
		{ "number", "0", "", "-3", "Please write 0 or more." },
		{ "number", "0", "", "-0.00", NULL },
		{ "number", "0", "", "0", NULL },
		{ "number", "-3.5", "", "-3,50", NULL },
		{ "number", "-3.5", "", "-3.51", "Please write -3.5 or more." },
		{ "number", "", "10", "10.01", "Please write 10 or less." },
		{ "number", "", "10", "010.0", NULL },
		{ "number", "1", "10", "11", "Please write a number from 1 to 10." },
		{ "number", "1", "10", "0.99", "Please write a number from 1 to 10." },
		{ "number", "", "99999999999999999999", "100000000000000000000",
		  "Please write 99999999999999999999 or less." },
		{ "money", "", "", "-0,01 EUR", "Please write 0 or more." },
		{ "money", "-100", "", "EUR -5", NULL },
		{ "money", "-100", "", "-100.01", "Please write -100 or more." },
		{ "money", "", "500", "500,01 €", "Please write a number from 0 to 500." },
		{ "text", "5", "6", "-3", NULL },
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct question question = { .kind = cases[i].kind,
					     .choices = "",
					     .least = cases[i].least,
					     .most = cases[i].most };
		const char *kept = NULL;

		world_act(world, &world->rasa);
		assert_int_equal(answer_read(&world->cx, &question, "a0", cases[i].said, &kept),
				 cases[i].sentence ? HK_INVALID : HK_OK);
		if (cases[i].sentence)
			assert_string_equal(world->cx.fields[0].sentence, cases[i].sentence);
	}
}

static void an_amount_that_can_be_read_in_two_ways_is_told_how_to_be_written(void **state)
{
	const struct question question = {
		.kind = "money", .choices = "", .least = "10", .most = "500"
	};
	struct house_world *world = *state;
	const char *kept = NULL;

	world_act(world, &world->rasa);
	assert_int_equal(answer_read(&world->cx, &question, "a0", "12.345 EUR", &kept), HK_INVALID);
	assert_string_equal(
		world->cx.fields[0].sentence,
		"This can be read in two ways. Please write thousands without a mark, and "
		"cents with two digits, such as 12345.00.");
	world_act(world, &world->rasa);
	assert_int_equal(answer_read(&world->cx, &question, "a0", "12 XYZ", &kept), HK_INVALID);
	assert_string_equal(world->cx.fields[0].sentence,
			    "Please write the three letters of the currency, such as EUR.");
}

static void a_sign_of_several_countries_is_the_money_of_the_house_or_nobodys(void **state)
{
	struct house_world *world = *state;
	struct ctx *cx = &world->cx;

	assert_null(money_code(cx, "Rs.", "EUR"));
	assert_null(money_code(cx, "$", ""));
	assert_string_equal(money_code(cx, "Rs.", "LKR"), "LKR");
	assert_string_equal(money_code(cx, "ரூபாய்", "INR"), "INR");
	assert_string_equal(money_code(cx, "$", "CAD"), "CAD");
	assert_string_equal(money_code(cx, "US$", "CAD"), "USD");
	assert_string_equal(money_code(cx, "£", "EUR"), "GBP");
	assert_null(money_code(cx, "XTS", "EUR"));
}

static enum hk_result put_currency(struct ctx *cx, void *data)
{
	return org_currency_put(cx, *(const char *const *)data);
}

static enum hk_result move_away(struct ctx *cx, void *data)
{
	struct org org;

	HK_TRY(org_find(cx, &org));
	org.timezone = *(const char *const *)data;
	return org_change(cx, &org);
}

static enum hk_result act_with(struct house_world *world, ctx_work *work, const char *word)
{
	world_act(world, &world->admin);
	return ctx_write(&world->cx, work, &word);
}

static void money_without_a_currency_is_in_that_of_the_house(void **state)
{
	struct house_world *world = *state;
	const struct question question = {
		.kind = "money", .choices = "", .least = "", .most = ""
	};
	const char *kept;

	assert_int_equal(answer_read(&world->cx, &question, "a0", "12,5", &kept), HK_OK);
	assert_string_equal(kept, "12.50 EUR");
	assert_int_equal(act_with(world, move_away, "Asia/Dhaka"), HK_OK);
	assert_int_equal(answer_read(&world->cx, &question, "a0", "12,5", &kept), HK_OK);
	assert_string_equal(kept, "12.50 BDT");
	/* Nothing is guessed. */
	assert_int_equal(act_with(world, move_away, "America/New_York"), HK_OK);
	assert_int_equal(answer_read(&world->cx, &question, "a0", "12,5", &kept), HK_INVALID);
	assert_string_equal(world->cx.fields[0].sentence,
			    "Please write the currency too, such as 12.50 EUR.");
	assert_int_equal(act_with(world, put_currency, "usd"), HK_INVALID);
	assert_int_equal(act_with(world, put_currency, "USD"), HK_OK);
	assert_int_equal(answer_read(&world->cx, &question, "a0", "12,5", &kept), HK_OK);
	assert_string_equal(kept, "12.50 USD");
}

static void a_range_that_no_number_can_be_in_is_refused(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "inquiry");

	step.wish.kind = "number";
	step.wish.least = "much";
	refused(world, &step, "least");
	step.wish.least = "";
	step.wish.most = "1.2.3";
	refused(world, &step, "most");
	step.wish.least = "10";
	step.wish.most = "9,99";
	refused(world, &step, "most");
	step.wish.kind = "money";
	step.wish.least = "";
	step.wish.most = "-1";
	refused(world, &step, "most");
	step.wish.least = " −5,50 ";
	must_put(world, &step);
	assert_string_equal(step.form.questions.items[0].least, "-5.50");
	assert_string_equal(step.form.questions.items[0].most, "-1");
	/* A text has none. */
	step.wish.kind = "text";
	must_put(world, &step);
	assert_string_equal(step.form.questions.items[0].least, "");
	assert_string_equal(step.form.questions.items[0].most, "");
}

static void an_answer_that_was_taken_stays_when_its_question_allows_less_later(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "inquiry");

	step.wish.kind = "number";
	must_put(world, &step);
	step.number = world_ticket(world, "Bath", "It is wet.").number;
	world_act(world, &world->rasa);
	step.values[0] = "-12";
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	world_act(world, &world->admin);
	step.wish.least = "0";
	must_put(world, &step);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_OK);
	assert_string_equal(step.answers.items[0].value, "-12");
	step.values[0] = "-11";
	assert_int_equal(ctx_write(&world->cx, answer, &step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "a0");
}

static void a_question_is_read_in_the_readers_language(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world, "inquiry");
	struct question_words texts = { "Kuris kambarys?", "", "Virtuvė > Orkaitė\nB" }, words;

	step.wish.words = question_words_put(&world->cx, "", "lt", &texts);
	texts = (struct question_words){ "কোন ঘর?", "", "" };
	step.wish.words = question_words_put(&world->cx, step.wish.words, "bn", &texts);
	must_put(world, &step);
	words = question_words(&world->cx, &step.form.questions.items[0], "lt");
	assert_string_equal(words.label, "Kuris kambarys?");
	assert_string_equal(words.choices, "Virtuvė > Orkaitė\nB");
	words = question_words(&world->cx, &step.form.questions.items[0], "bn");
	assert_string_equal(words.label, "কোন ঘর?");
	words = question_words(&world->cx, &step.form.questions.items[0], "en");
	assert_string_equal(words.label, "Which room?");
	texts = (struct question_words){ "", "", " " };
	assert_string_equal(question_words_put(&world->cx, "lt\ta\tb\tc\n", "lt", &texts), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(every_change_of_a_form_is_a_new_version),
		in_house(an_amount_that_can_be_read_in_two_ways_is_told_how_to_be_written),
		in_house(a_sign_of_several_countries_is_the_money_of_the_house_or_nobodys),
		in_house(a_form_may_have_no_questions_at_all),
		in_house(a_question_that_cannot_be_asked_is_refused),
		in_house(answers_are_kept_and_what_is_not_asked_any_more_goes),
		in_house(an_answer_stays_when_its_question_is_changed),
		in_house(each_kind_of_answer_is_kept_as_programs_read_it),
		in_house(an_answer_is_neither_less_nor_more_than_its_question_allows),
		in_house(money_without_a_currency_is_in_that_of_the_house),
		in_house(a_range_that_no_number_can_be_in_is_refused),
		in_house(an_answer_that_was_taken_stays_when_its_question_allows_less_later),
		in_house(a_question_is_read_in_the_readers_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
