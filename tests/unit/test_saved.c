/* Saved replies: their values, their languages, whose they are, and how often they were used. */
#include <string.h>

#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "core/rights.h"
#include "deeds.h"
#include "people/customer.h"
#include "test.h"
#include "ticket/write/saved_reply.h"
#include "ticket/write/saved_value.h"

struct saving {
	struct saved_reply reply;
	const char *texts[I18N_LANGUAGES]; /* en, bn, lt, ta */
};

static enum hk_result put_work(struct ctx *cx, void *data)
{
	struct saving *saving = data;
	struct saved_text items[I18N_LANGUAGES];

	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		items[i] = (struct saved_text){ .language = i18n_languages[i].code,
						.text = saving->texts[i] ? saving->texts[i] : "" };
	return saved_reply_put(cx, &saving->reply,
			       &(struct saved_text_list){ items, I18N_LANGUAGES },
			       &saving->reply.id);
}

static void may_save(struct actor *actor)
{
	actor->rights |= (uint64_t)1 << RIGHT_REPLY_SAVE;
}

static struct saving words(const char *title, const char *text)
{
	return (struct saving){ .reply = { .title = title, .shortcut = "" }, .texts = { text } };
}

static int64_t save(struct house_world *world, struct saving saving)
{
	assert_int_equal(WORLD_WRITE(world, put_work, &saving), HK_OK);
	return saving.reply.id;
}

/* What was said beside that field. */
static const char *refused(struct house_world *world, struct saving saving, const char *field)
{
	world->cx.field_count = 0;
	assert_int_equal(WORLD_WRITE(world, put_work, &saving), HK_INVALID);
	for (size_t i = 0; i < world->cx.field_count; i++)
		if (strcmp(world->cx.fields[i].field, field) == 0)
			return world->cx.fields[i].sentence;
	return "";
}

struct filling {
	int64_t number;
	const char *language, *text, *ret;
};

static enum hk_result fill_work(struct ctx *cx, void *data)
{
	struct filling *filling = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, filling->number, &ticket));
	return saved_text_fill(cx, &ticket, filling->language, filling->text, &filling->ret);
}

static const char *filled(struct house_world *world, int64_t number, const char *language,
			  const char *text)
{
	struct filling filling = { .number = number, .language = language, .text = text };

	assert_int_equal(ctx_read(&world->cx, fill_work, &filling), HK_OK);
	return filling.ret;
}

struct looking {
	int64_t number, id;
	struct saved_reply reply;
	struct saved_reply_list list;
	const struct saved_text *text;
	bool is_archived;
};

static enum hk_result usable_work(struct ctx *cx, void *data)
{
	return saved_reply_usable(cx, &((struct looking *)data)->list);
}

static size_t usable(struct house_world *world, const struct actor *actor)
{
	struct looking looking = { .number = 0 };

	world_act(world, actor);
	assert_int_equal(ctx_read(&world->cx, usable_work, &looking), HK_OK);
	return looking.list.count;
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;

	return saved_reply_find(cx, looking->id, &looking->reply);
}

static struct saved_reply look(struct house_world *world, int64_t id)
{
	struct looking looking = { .id = id };

	assert_int_equal(ctx_read(&world->cx, find_work, &looking), HK_OK);
	return looking.reply;
}

static enum hk_result choose_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;
	struct saved_text_list texts;
	struct saved_wish wish;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, looking->number, &ticket));
	HK_TRY(saved_reply_texts_of(cx, looking->id, &texts));
	HK_TRY(saved_wish_of(cx, &ticket, &wish));
	looking->text = saved_text_choose(&wish, &texts, looking->id);
	return HK_OK;
}

static const char *chosen(struct house_world *world, int64_t number, int64_t id)
{
	struct looking looking = { .number = number, .id = id };

	assert_int_equal(ctx_read(&world->cx, choose_work, &looking), HK_OK);
	return looking.text->language;
}

static enum hk_result use_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, looking->number, &ticket));
	return saved_reply_use(cx, &ticket, looking->id);
}

static enum hk_result archive_work(struct ctx *cx, void *data)
{
	const struct looking *looking = data;

	return saved_reply_archive(cx, looking->id, looking->is_archived);
}

static enum hk_result speak_lithuanian(struct ctx *cx, void *data)
{
	struct customer customer;

	HK_TRY(customer_find(cx, ((struct actor *)data)->id, &customer));
	customer.language = "lt";
	return customer_change(cx, &customer, "");
}

static void values_are_filled_in_and_a_name_is_no_markup(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "A *broken* kettle", "Help");
	const char *number = hk_format(world->arena, "%d", (int)ticket.number);

	world_act(world, &world->rasa);
	assert_string_equal(
		filled(world, ticket.number, "en", "{{ticket.number}}: {{ agent.name }}"),
		hk_format(world->arena, "%s: %s", number, world->rasa.name));
	assert_string_equal(filled(world, ticket.number, "en", "{{ticket.subject}}"),
			    "A \\*broken\\* kettle");
	assert_string_equal(filled(world, ticket.number, "lt", "{{today}}"),
			    "2026 m. lapkričio 22 d.");
	assert_non_null(strstr(filled(world, ticket.number, "bn", "{{ticket.link}}"),
			       hk_format(world->arena, "/bn/my/requests/%s", number)));
}

static void what_is_not_known_is_a_gap_and_nothing_is_sent_with_one(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "Help");
	const char *text;
	int64_t message_id;

	world_act(world, &world->rasa);
	text = filled(world, ticket.number, "en", "Call {{house.phone}} now.");
	assert_string_equal(text, "Call {{?The phone number of the organisation}} now.");
	assert_int_equal(deed_reply(world, ticket.number, text, REPLY_WAIT, &message_id),
			 HK_INVALID);
	assert_non_null(strstr(world->cx.fields[0].sentence, "The phone number"));
	assert_int_equal(world_outbox(world, "held"), 0);
	/* Filled in, it leaves; and other braces are words as any. */
	world->cx.field_count = 0;
	assert_int_equal(
		deed_reply(world, ticket.number, "Call 5 now, {{ x }}.", REPLY_WAIT, &message_id),
		HK_OK);
}

static void a_promise_that_has_passed_is_not_said_again(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "Help");

	world_act(world, &world->rasa);
	assert_null(strstr(filled(world, ticket.number, "en", "{{promise}}"), "{{?"));
	world->cx.now += 30 * HK_DAY;
	assert_string_equal(filled(world, ticket.number, "en", "{{promise}}"),
			    "{{?By when the customer hears from us}}");
}

static void an_unknown_value_is_refused_beside_its_text(void **state)
{
	struct house_world *world = *state;
	struct saving wrong = words("Thanks", "Hello {{custmer.name}}");

	may_save(&world->rasa);
	world_act(world, &world->rasa);
	assert_non_null(strstr(refused(world, wrong, "text_en"), "“custmer.name”"));
	assert_non_null(
		strstr(refused(world, words("Thanks", "Hello {{ticket"), "text_en"), "not closed"));
	assert_non_null(strstr(refused(world, words("Thanks", " "), "text_en"), "one language"));
	assert_non_null(strstr(refused(world, words(" ", "Hello"), "title"), "title"));
	wrong = words("Thanks", "Hello");
	wrong.reply.shortcut = "two words";
	assert_non_null(strstr(refused(world, wrong, "shortcut"), "one word"));
	assert_int_equal(usable(world, &world->rasa), 0);
}

static void a_shortcut_leads_to_one_reply(void **state)
{
	struct house_world *world = *state;
	struct saving one = words("Thanks", "Hello"), other = words("Also", "Hello");
	int64_t id;

	may_save(&world->rasa);
	world_act(world, &world->rasa);
	one.reply.shortcut = other.reply.shortcut = "thanks";
	id = save(world, one);
	assert_non_null(strstr(refused(world, other, "shortcut"), "Another saved reply"));
	/* What was put away gives it up, and comes back without it. */
	assert_int_equal(ctx_write(&world->cx, archive_work,
				   &(struct looking){ .id = id, .is_archived = true }),
			 HK_OK);
	save(world, other);
	assert_int_equal(ctx_write(&world->cx, archive_work, &(struct looking){ .id = id }), HK_OK);
	assert_string_equal(look(world, id).shortcut, "");
	assert_int_equal(usable(world, &world->rasa), 2);
}

static void the_customers_language_comes_first_and_then_the_mailboxs(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "Help");
	struct saving saving = words("Thanks", "Thank you");
	int64_t both, one;

	may_save(&world->rasa);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, speak_lithuanian, &world->jonas), HK_OK);
	world_act(world, &world->rasa);
	one = save(world, saving);
	saving.texts[2] = "Ačiū";
	both = save(world, saving);
	assert_string_equal(chosen(world, ticket.number, both), "lt");
	assert_string_equal(chosen(world, ticket.number, one), "en");
}

static enum hk_result add_team(struct ctx *cx, void *data)
{
	return team_add(cx, data);
}

static void a_team_keeps_its_replies_to_itself(void **state)
{
	struct house_world *world = *state;
	struct saving saving = words("Ours", "Hello");
	struct saving foreign = words("Theirs", "Hello");
	struct looking looking = { .number = 0 };
	struct team other = { .name = "Legal", .is_restricted = 1 };

	may_save(&world->admin);
	may_save(&world->rasa);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, add_team, &other), HK_OK);
	saving.reply.team_id = other.id;
	looking.id = save(world, saving);
	assert_int_equal(usable(world, &world->admin), 0);
	assert_int_equal(usable(world, &world->rasa), 0);
	assert_int_equal(ctx_read(&world->cx, find_work, &looking), HK_NOT_FOUND);
	/* Nor can she write one for them, or put theirs away. */
	foreign.reply.team_id = other.id;
	assert_non_null(strstr(refused(world, foreign, "team"), "choose a team"));
	looking.is_archived = true;
	assert_int_equal(ctx_write(&world->cx, archive_work, &looking), HK_NOT_FOUND);
}

static void without_the_right_nobody_writes_one(void **state)
{
	struct house_world *world = *state;
	struct saving saving = words("Thanks", "Hello");

	world->rasa.rights &= ~((uint64_t)1 << RIGHT_REPLY_SAVE);
	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, put_work, &saving), HK_DENIED);
}

static void it_is_counted_once_for_a_ticket_and_a_person(void **state)
{
	struct house_world *world = *state;
	struct looking looking = { .number = world_ticket(world, "Kettle", "Help").number };

	may_save(&world->rasa);
	world_act(world, &world->rasa);
	looking.id = save(world, words("Thanks", "Hello"));
	for (int i = 0; i < 3; i++)
		assert_int_equal(ctx_write(&world->cx, use_work, &looking), HK_OK);
	assert_int_equal(look(world, looking.id).used_count, 1);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, use_work, &looking), HK_OK);
	assert_int_equal(look(world, looking.id).used_count, 2);
}

static void two_who_change_it_at_once_do_not_undo_each_other(void **state)
{
	struct house_world *world = *state;
	struct saving first = words("Thanks", "Hello"), second;

	may_save(&world->rasa);
	world_act(world, &world->rasa);
	first.reply.id = save(world, first);
	first.reply.version = 1;
	second = first;
	first.texts[0] = "First";
	second.texts[0] = "Second";
	assert_int_equal(WORLD_WRITE(world, put_work, &first), HK_OK);
	assert_int_equal(WORLD_WRITE(world, put_work, &second), HK_CONFLICT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(values_are_filled_in_and_a_name_is_no_markup),
		in_house(what_is_not_known_is_a_gap_and_nothing_is_sent_with_one),
		in_house(a_promise_that_has_passed_is_not_said_again),
		in_house(an_unknown_value_is_refused_beside_its_text),
		in_house(a_shortcut_leads_to_one_reply),
		in_house(the_customers_language_comes_first_and_then_the_mailboxs),
		in_house(a_team_keeps_its_replies_to_itself),
		in_house(without_the_right_nobody_writes_one),
		in_house(it_is_counted_once_for_a_ticket_and_a_person),
		in_house(two_who_change_it_at_once_do_not_undo_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
