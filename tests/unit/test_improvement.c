/* You said, we did: who is told what changed, in which language, and that nobody is told twice. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "feedback/cause_link.h"
#include "feedback/improvement.h"
#include "house_world.h"
#include "people/customer.h"
#include "people/reached.h"
#include "standard/clock.h"
#include "test.h"

enum { PEOPLE = 4 };

/* A cause that four people raised: Ann, Birutė, Chitra and Dipa. */
struct scene {
	struct cause cause;
	struct improvement improvement;
	int64_t people[PEOPLE];
	bool is_public;
	const char *language, *headline, *text;
};

static const struct {
	const char *name, *email, *language;
} persons[PEOPLE] = {
	{ "Ann", "ann@example.org", "en" },
	{ "Birutė", "birute@example.org", "lt" },
	{ "Chitra", "chitra@example.org", "ta" },
	{ "Dipa", "dipa@example.org", "bn" },
};

static enum hk_result scene_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;

	scene->cause =
		(struct cause){ .name = hk_format(cx->arena, "Stories are told twice %" PRId64,
						  ctx_new_id(cx)) };
	HK_TRY(cause_add(cx, &scene->cause));
	for (int i = 0; i < PEOPLE; i++) {
		const struct customer_new new = { .name = persons[i].name,
						  .email = persons[i].email,
						  .phone = "",
						  .language = persons[i].language,
						  .tokens = "" };
		struct customer customer;

		HK_TRY(customer_ensure(cx, &new, &customer));
		scene->people[i] = customer.id;
		/* Each of them twice: it is one person all the same. */
		for (int64_t k = 0; k < 2; k++)
			HK_TRY(db_send(cx->db,
				       DB_ADD("cause_link",
					      "id, cause_id, ticket_id, response_id, customer_id,"
					      " at, quote, linked_by, linked_at",
					      "$2, $3, $4, 0, $5, $6, '', 1, $6", ""),
				       DB_ARGS(ctx_new_id(cx), scene->cause.id, i * 2 + k + 1,
					       customer.id, cx->now)));
	}
	return improvement_begin(cx, &scene->cause, 0, &scene->improvement);
}

static enum hk_result text_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;

	HK_TRY(improvement_find(cx, scene->improvement.id, &scene->improvement));
	return improvement_texts_put(cx, &scene->improvement,
				     &(struct improvement_text){ .language = scene->language,
								 .headline = scene->headline,
								 .text = scene->text },
				     1);
}

static enum hk_result say(struct house_world *world, struct scene *scene, const char *language,
			  const char *headline)
{
	scene->language = language;
	scene->headline = headline;
	scene->text = "Notes go along with every hand-over.";
	world->cx.problem = NULL;
	world->cx.field_count = 0;
	return ctx_write(&world->cx, text_work, scene);
}

static struct scene begin(struct house_world *world)
{
	struct scene scene = { .is_public = true };

	/* In the middle of a working day in Vilnius. */
	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, scene_work, &scene), HK_OK);
	assert_int_equal(say(world, &scene, "en", "You tell your story once"), HK_OK);
	return scene;
}

static enum hk_result send_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;

	HK_TRY(improvement_find(cx, scene->improvement.id, &scene->improvement));
	return improvement_send(cx, &scene->improvement, scene->is_public);
}

static enum hk_result send_it(struct house_world *world, struct scene *scene)
{
	world->cx.problem = NULL;
	world->cx.field_count = 0;
	return ctx_write(&world->cx, send_work, scene);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;

	return improvement_find(cx, scene->improvement.id, &scene->improvement);
}

static struct improvement look(struct house_world *world, struct scene *scene)
{
	assert_int_equal(ctx_read(&world->cx, find_work, scene), HK_OK);
	return scene->improvement;
}

/* What left. */

struct mail {
	const char *effect_key, *recipients, *subject, *body, *language, *unsubscribe;
};

static const struct db_column mail_columns[] = {
	DB_COLUMN(struct mail, effect_key), DB_COLUMN(struct mail, recipients),
	DB_COLUMN(struct mail, subject),    DB_COLUMN(struct mail, body),
	DB_COLUMN(struct mail, language),   DB_COLUMN(struct mail, unsubscribe),
};
static const struct db_record mails = DB_RECORD("outbox", struct mail, mail_columns);

struct post {
	const char *to;
	struct mail mail;
	size_t count;
};

static enum hk_result post_work(struct ctx *cx, void *data)
{
	struct post *post = data;
	const struct mail *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &mails, DB_WHERE(DB_WALKS "id > 0", "ORDER BY id"), DB_NONE,
			 &rows));
	items = rows.items;
	post->count = 0;
	for (size_t i = 0; i < rows.count; i++)
		if (strncmp(items[i].effect_key, "improvement ", strlen("improvement ")) == 0 &&
		    strstr(items[i].recipients, post->to)) {
			post->mail = items[i];
			post->count++;
		}
	return HK_OK;
}

/* Of what changed; "" to anybody. */
static struct post mails_to(struct house_world *world, const char *to)
{
	struct post post = { .to = to };

	assert_int_equal(ctx_read(&world->cx, post_work, &post), HK_OK);
	return post;
}

/* The tests. */

static void everybody_who_said_it_is_told_once_in_his_language(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);

	assert_int_equal(say(world, &scene, "lt", "Savo istoriją pasakojate kartą"), HK_OK);
	assert_int_equal(send_it(world, &scene), HK_OK);
	world_run_jobs(world);
	world_act(world, &world->admin);
	/* Somebody presses the button again, and the house comes up again after a fall. */
	assert_int_equal(send_it(world, &scene), HK_OK);
	world_run_jobs(world);
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	assert_int_equal(mails_to(world, "").count, PEOPLE);
	assert_int_equal(mails_to(world, "birute@").count, 1);
	assert_string_equal(mails_to(world, "birute@").mail.subject,
			    "Savo istoriją pasakojate kartą");
	assert_string_equal(mails_to(world, "birute@").mail.language, "lt");
	assert_string_equal(mails_to(world, "ann@").mail.subject, "You tell your story once");
	assert_null(strstr(mails_to(world, "ann@").mail.body, "do not have these words"));
	assert_non_null(strstr(mails_to(world, "birute@").mail.body, "/lt/my/preferences"));
	assert_non_null(strstr(mails_to(world, "birute@").mail.unsubscribe, "/lt/unsubscribe/"));
	assert_string_equal(look(world, &scene).state, "told");
	assert_int_equal(scene.improvement.people_count, PEOPLE);
	assert_int_equal(scene.improvement.told_count, PEOPLE);
	assert_int_equal(world_faults(world, "improvements"), 0);
}

static enum hk_result second_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;

	return improvement_begin(cx, &scene->cause, 0, &scene->improvement);
}

static void who_heard_of_a_cause_is_not_told_of_it_a_second_time(void **state)
{
	struct house_world *world = *state;
	struct scene first = begin(world), second = first;

	assert_int_equal(send_it(world, &first), HK_OK);
	world_run_jobs(world);
	world->cx.now += 40 * HK_DAY;
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, second_work, &second), HK_OK);
	assert_int_not_equal(second.improvement.id, first.improvement.id);
	assert_int_equal(say(world, &second, "en", "You tell your story once"), HK_OK);
	assert_int_equal(send_it(world, &second), HK_OK);
	world_run_jobs(world);
	assert_int_equal(mails_to(world, "").count, PEOPLE);
	assert_int_equal(look(world, &second).told_count, 0);
	assert_int_equal(second.improvement.people_count, PEOPLE);
}

static void a_language_that_is_missing_is_owned_up_to(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);
	struct post post;

	assert_int_equal(send_it(world, &scene), HK_OK);
	world_run_jobs(world);
	post = mails_to(world, "chitra@");
	assert_int_equal(post.count, 1);
	/* The letter is in her language, the news in the one that there is. */
	assert_string_equal(post.mail.language, "ta");
	assert_string_equal(post.mail.subject, "You tell your story once");
	assert_non_null(strstr(
		post.mail.body,
		i18n_text("ta", "We do not have these words in your language yet, and do not want "
				"to let you wait for it.")));
}

struct wish {
	struct contact_rule rule;
	int64_t customer_id;
};

static enum hk_result wish_work(struct ctx *cx, void *data)
{
	return contact_rule_put(cx, &((struct wish *)data)->rule);
}

static void wishes(struct house_world *world, int64_t customer_id, const char *kind, int64_t until)
{
	struct wish wish = {
		.rule = { .customer_id = customer_id, .kind = kind, .until = until, .reason = "" }
	};

	assert_int_equal(ctx_write(&world->cx, wish_work, &wish), HK_OK);
}

struct letter {
	int64_t customer_id;
	struct improvement_list list;
};

static enum hk_result letter_work(struct ctx *cx, void *data)
{
	struct letter *letter = data;

	return improvement_of_customer(cx, letter->customer_id, 10, &letter->list);
}

static void whoever_wants_no_messages_gets_none_and_finds_it_in_his_letter(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);
	struct letter letter = { .customer_id = scene.people[0] };

	wishes(world, scene.people[0], "opt_out", CLOCK_NEVER);
	assert_int_equal(send_it(world, &scene), HK_OK);
	world_run_jobs(world);
	world->cx.now += 90 * HK_DAY;
	world_run_jobs(world);
	assert_int_equal(mails_to(world, "ann@").count, 0);
	assert_int_equal(mails_to(world, "").count, PEOPLE - 1);
	assert_int_equal(ctx_read(&world->cx, letter_work, &letter), HK_OK);
	assert_int_equal(letter.list.count, 1);
	letter.customer_id = scene.people[0] + 1;
	assert_int_equal(ctx_read(&world->cx, letter_work, &letter), HK_OK);
	assert_int_equal(letter.list.count, 0);
}

static enum hk_result note_work(struct ctx *cx, void *data)
{
	return reached_note(cx, *(const int64_t *)data, "reply", "");
}

static void whoever_heard_of_us_today_or_wants_peace_is_told_later(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);

	assert_int_equal(ctx_write(&world->cx, note_work, &scene.people[0]), HK_OK);
	wishes(world, scene.people[1], "hold", world->cx.now + 10 * HK_DAY);
	assert_int_equal(send_it(world, &scene), HK_OK);
	world_run_jobs(world);
	assert_int_equal(mails_to(world, "").count, PEOPLE - 2);
	assert_string_equal(look(world, &scene).state, "telling");
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	assert_int_equal(mails_to(world, "ann@").count, 1);
	assert_int_equal(mails_to(world, "birute@").count, 0);
	for (int day = 0; day < 12; day++) {
		world->cx.now += HK_DAY;
		world_run_jobs(world);
	}
	assert_int_equal(mails_to(world, "birute@").count, 1);
	assert_string_equal(look(world, &scene).state, "told");
}

static void at_night_nobody_is_told(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);

	world->cx.now += 11 * HK_HOUR;
	assert_int_equal(send_it(world, &scene), HK_OK);
	world_run_jobs(world);
	assert_int_equal(mails_to(world, "").count, 0);
	world->cx.now += 13 * HK_HOUR;
	world_run_jobs(world);
	assert_int_equal(mails_to(world, "").count, PEOPLE);
}

static void what_nobody_could_be_told_in_two_months_is_let_go(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);

	wishes(world, scene.people[2], "hold", CLOCK_NEVER);
	assert_int_equal(send_it(world, &scene), HK_OK);
	for (int day = 0; day < IMPROVEMENT_OLD_DAYS + 3; day++) {
		world_run_jobs(world);
		world->cx.now += HK_DAY;
	}
	assert_int_equal(mails_to(world, "chitra@").count, 0);
	assert_string_equal(look(world, &scene).state, "told");
	assert_int_equal(scene.improvement.told_count, PEOPLE - 1);
}

struct counting {
	int64_t customer_id;
	struct asking_news news;
};

static enum hk_result may_work(struct ctx *cx, void *data)
{
	struct counting *counting = data;
	struct asking_rules rules;

	HK_TRY(asking_rules_find(cx, &rules));
	return asking_may_tell(cx, &rules, counting->customer_id, &counting->news);
}

static void news_count_among_the_messages_of_a_month(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);
	struct counting counting = { .customer_id = scene.people[0] };

	for (int i = 0; i < 4; i++) {
		struct scene more = { .is_public = false };

		world_act(world, &world->admin);
		assert_int_equal(ctx_write(&world->cx, scene_work, &more), HK_OK);
		assert_int_equal(say(world, &more, "en", "Something"), HK_OK);
		assert_int_equal(send_it(world, &more), HK_OK);
		world_run_jobs(world);
		world->cx.now += 2 * HK_DAY;
	}
	assert_int_equal(mails_to(world, "ann@").count, 4);
	assert_int_equal(ctx_read(&world->cx, may_work, &counting), HK_OK);
	assert_int_equal(counting.news.word, ASKING_NOT_NOW);
	assert_string_equal(counting.news.reason, "budget");
}

static enum hk_result begin_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;

	return improvement_begin(cx, &scene->cause, 0, &scene->improvement);
}

static void nothing_is_told_without_proof_but_by_one_who_may_decide_it(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);
	struct scene bare = scene;

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, begin_work, &bare), HK_DENIED);
	assert_int_equal(send_it(world, &scene), HK_DENIED);
	world_act(world, &world->admin);
	/* A draft that is there is gone on with. */
	assert_int_equal(ctx_write(&world->cx, begin_work, &bare), HK_OK);
	assert_int_equal(bare.improvement.id, scene.improvement.id);
	scene.text = "";
	assert_int_equal(say(world, &scene, "en", ""), HK_INVALID);
	assert_int_equal(say(world, &scene, "xx", "Something"), HK_NOT_FOUND);
}

static enum hk_result empty_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;

	scene->language = "en";
	scene->headline = scene->text = "";
	return text_work(cx, scene);
}

static void words_that_were_sent_are_changed_by_one_who_may_decide_it(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);

	world_act(world, &world->rasa);
	assert_int_equal(say(world, &scene, "en", "You tell it once"), HK_OK);
	world_act(world, &world->admin);
	assert_int_equal(send_it(world, &scene), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(say(world, &scene, "en", "We are the best"), HK_DENIED);
	assert_int_equal(say(world, &scene, "lt", "Mes geriausi"), HK_DENIED);
	world_act(world, &world->admin);
	assert_int_equal(say(world, &scene, "en", "You tell your story once now"), HK_OK);
}

static void nothing_is_told_without_words(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);

	assert_int_equal(ctx_write(&world->cx, empty_work, &scene), HK_OK);
	assert_int_equal(send_it(world, &scene), HK_CONFLICT);
	assert_int_equal(mails_to(world, "").count, 0);
}

static enum hk_result public_work(struct ctx *cx, void *data)
{
	return improvement_public(cx, 10, data);
}

static void everybody_reads_only_what_was_sent_and_is_for_all(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);
	struct improvement_list list;

	assert_int_equal(ctx_read(&world->cx, public_work, &list), HK_OK);
	assert_int_equal(list.count, 0);
	scene.is_public = false;
	assert_int_equal(send_it(world, &scene), HK_OK);
	assert_int_equal(ctx_read(&world->cx, public_work, &list), HK_OK);
	assert_int_equal(list.count, 0);
	scene.is_public = true;
	assert_int_equal(send_it(world, &scene), HK_OK);
	assert_int_equal(ctx_read(&world->cx, public_work, &list), HK_OK);
	assert_int_equal(list.count, 1);
}

struct later {
	const struct scene *scene;
	const char *email;
	int64_t said_at, ticket_id;
};

/* A colleague sees only now that this is why. */
static enum hk_result later_work(struct ctx *cx, void *data)
{
	const struct later *later = data;
	const struct customer_new new = {
		.name = "Eva", .email = later->email, .phone = "", .language = "en", .tokens = ""
	};
	struct customer customer;

	HK_TRY(customer_ensure(cx, &new, &customer));
	HK_TRY(db_send(cx->db,
		       DB_ADD("cause_link",
			      "id, cause_id, ticket_id, response_id, customer_id, at, quote,"
			      " linked_by, linked_at",
			      "$2, $3, $4, 0, $5, $6, '', 1, $7", ""),
		       DB_ARGS(ctx_new_id(cx), later->scene->cause.id, later->ticket_id,
			       customer.id, later->said_at, cx->now)));
	return improvement_catch_up(cx, later->scene->cause.id, customer.id);
}

static void linked(struct house_world *world, struct later later)
{
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, later_work, &later), HK_OK);
	world_run_jobs(world);
}

static void whoever_is_linked_later_is_told_by_itself_unless_he_said_it_afterwards(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);
	int64_t before = world->cx.now, after;

	assert_int_equal(send_it(world, &scene), HK_OK);
	world_run_jobs(world);
	world->cx.now += 2 * HK_DAY;
	after = world->cx.now;
	world->cx.now += HK_DAY;
	/* For him it was not put right. */
	linked(world, (struct later){ &scene, "finn@example.org", after, 51 });
	assert_int_equal(mails_to(world, "").count, PEOPLE);
	linked(world, (struct later){ &scene, "eva@example.org", before, 52 });
	assert_int_equal(mails_to(world, "eva@").count, 1);
	assert_string_equal(look(world, &scene).state, "told");
	assert_int_equal(scene.improvement.told_count, PEOPLE + 1);
	/* Once, however often he said it. */
	world->cx.now += 2 * HK_DAY;
	linked(world, (struct later){ &scene, "eva@example.org", before, 53 });
	assert_int_equal(mails_to(world, "").count, PEOPLE + 1);
	assert_int_equal(world_faults(world, "improvements"), 0);
}

struct linking {
	const struct scene *scene;
	const struct ticket *ticket;
};

static enum hk_result link_work(struct ctx *cx, void *data)
{
	const struct linking *linking = data;

	return cause_link_ticket(cx, &linking->scene->cause, linking->ticket, "");
}

static void linking_a_ticket_puts_its_customer_among_those_who_are_told(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);
	struct ticket ticket = world_ticket(world, "Twice", "I had to tell it twice.");
	struct linking linking = { &scene, &ticket };

	world_act(world, &world->admin);
	assert_int_equal(send_it(world, &scene), HK_OK);
	assert_int_equal(ctx_write(&world->cx, link_work, &linking), HK_OK);
	assert_int_equal(look(world, &scene).people_count, PEOPLE + 1);
}

static void before_it_is_sent_nobody_who_is_linked_hears_of_it(void **state)
{
	struct house_world *world = *state;
	struct scene scene = begin(world);

	world->cx.now += HK_DAY;
	linked(world, (struct later){ &scene, "eva@example.org", world->cx.now, 51 });
	assert_int_equal(mails_to(world, "").count, 0);
	assert_string_equal(look(world, &scene).state, "draft");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(everybody_who_said_it_is_told_once_in_his_language),
		in_house(who_heard_of_a_cause_is_not_told_of_it_a_second_time),
		in_house(a_language_that_is_missing_is_owned_up_to),
		in_house(whoever_wants_no_messages_gets_none_and_finds_it_in_his_letter),
		in_house(whoever_heard_of_us_today_or_wants_peace_is_told_later),
		in_house(at_night_nobody_is_told),
		in_house(what_nobody_could_be_told_in_two_months_is_let_go),
		in_house(news_count_among_the_messages_of_a_month),
		in_house(nothing_is_told_without_proof_but_by_one_who_may_decide_it),
		in_house(words_that_were_sent_are_changed_by_one_who_may_decide_it),
		in_house(nothing_is_told_without_words),
		in_house(everybody_reads_only_what_was_sent_and_is_for_all),
		in_house(whoever_is_linked_later_is_told_by_itself_unless_he_said_it_afterwards),
		in_house(linking_a_ticket_puts_its_customer_among_those_who_are_told),
		in_house(before_it_is_sent_nobody_who_is_linked_hears_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
