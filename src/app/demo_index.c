#include "app/demo_index.h"

#include <inttypes.h>

#include "app/demo_random.h"
#include "app/demo_surveys.h"
#include "base/text.h"
#include "base/time.h"
#include "feedback/response.h"
#include "standard/clock.h"

enum {
	ROUNDS = 5,
	ROUND_DAYS = 182,
	FIRST_DAYS = 16, /* ago was the last one */
	ASKED = 90,      /* in a round */
	HUNDRED = 100,
	ANSWER_OF_100 = 75,
	WRITE_OF_100 = 25,
	SCALES = 5,
	USUAL = 3, /* of them: overall, expected, ideal */
	LEAST = 1,
	MOST = 10,
};

/* The house's own, which stand before the question why. */
static const struct own {
	const char *code;

	struct in_language {
		const char *language;
		struct survey_question_words words;
	} texts[4]; /* English first */
} own[SCALES - USUAL] = {
	{ "word",
	  { { "en", { "Did we do what we had promised?", "never", "always", "" } },
	    { "bn", { "যা কথা দিয়েছিলাম, তা কি রেখেছি?", "কখনো না", "সব সময়", "" } },
	    { "lt", { "Ar padarėme, ką pažadėjome?", "niekada", "visada", "" } },
	    { "ta", { "சொன்னபடி செய்தோமா?", "ஒருபோதும் இல்லை", "எப்போதும்", "" } } } },
	{ "reach",
	  { { "en", { "How easy was it to reach a person?", "very hard", "very easy", "" } },
	    { "bn", { "একজন মানুষের সঙ্গে কথা বলা কতটা সহজ ছিল?", "খুব কঠিন", "খুব সহজ", "" } },
	    { "lt", { "Ar lengva buvo pasiekti žmogų?", "labai sunku", "labai lengva", "" } },
	    { "ta",
	      { "ஒருவருடன் பேசுவது எவ்வளவு எளிதாக இருந்தது?", "மிகவும் கடினம்", "மிகவும் எளிது",
		"" } } } },
};

struct teller {
	uint64_t random;
	struct survey survey;
	struct survey_version version;
	struct demo_people customers;
	int64_t now, round;
	bool is_done;
};

struct batch {
	struct teller before, after;
};

static int64_t below(struct teller *teller, int64_t limit)
{
	return (int64_t)(demo_random(&teller->random) % (uint64_t)limit);
}

static struct survey_question own_question(struct ctx *cx, const struct own *one)
{
	const struct survey_question_words *english = &one->texts[0].words;
	struct survey_question question = {
		.code = one->code,
		.kind = "scale",
		.low = LEAST,
		.high = MOST,
		.label = english->label,
		.low_words = english->low,
		.high_words = english->high,
		.choices = "",
		.words = "",
		.is_required = 1,
	};

	for (size_t i = 1; i < HK_COUNT(one->texts); i++)
		question.words = survey_question_words_put(
			cx, question.words, one->texts[i].language, &one->texts[i].words);
	return question;
}

static enum hk_result questions_put(struct ctx *cx, struct teller *teller)
{
	struct survey_question questions[SURVEY_QUESTIONS_MOST];
	struct survey_version wish;
	size_t count = 0;

	HK_TRY(survey_version_find(cx, teller->survey.id, 1, &wish));
	while (count < USUAL && count < wish.questions.count) {
		questions[count] = wish.questions.items[count];
		count++;
	}
	for (size_t i = 0; i < HK_COUNT(own); i++)
		questions[count++] = own_question(cx, &own[i]);
	for (size_t i = USUAL; i < wish.questions.count; i++)
		questions[count++] = wish.questions.items[i];
	for (size_t i = 0; i < count; i++)
		questions[i].position = (int64_t)i;
	wish.questions = (struct survey_questions){ questions, count };
	HK_TRY(survey_version_put(cx, &teller->survey, &wish));
	return survey_version_find(cx, teller->survey.id, 2, &teller->version);
}

static enum hk_result prepare(struct ctx *cx, void *data)
{
	struct teller *teller = data;
	struct survey_list all;

	teller->is_done = true;
	HK_TRY(survey_every(cx, &all));
	for (size_t i = 0; i < all.count; i++)
		if (hk_equal(all.items[i].kind, "index") && hk_equal(all.items[i].state, "draft")) {
			teller->survey = all.items[i];
			teller->is_done = false;
		}
	if (teller->is_done)
		return HK_OK;
	HK_TRY(questions_put(cx, teller));
	return demo_customers(cx, ASKED, &teller->customers);
}

static enum hk_result state_put(struct ctx *cx, struct teller *teller, const char *state)
{
	HK_TRY(survey_find(cx, teller->survey.id, &teller->survey));
	teller->survey.state = state;
	return survey_change(cx, &teller->survey);
}

static int64_t near(struct teller *teller, int64_t score)
{
	score += below(teller, 3) - 1;
	return score < LEAST ? LEAST : score > MOST ? MOST : score;
}

/* Whoever got what was promised is content; to reach somebody helps less. */
static void scores_throw(struct teller *teller, int64_t *ret)
{
	int64_t word = LEAST + below(teller, MOST), reach = LEAST + below(teller, MOST);
	int64_t other = LEAST + below(teller, MOST);

	word = word > other ? word : other;
	ret[0] = near(teller, (3 * word + reach + 2) / 4);
	ret[1] = near(teller, ret[0]);
	ret[2] = near(teller, ret[0] - 1);
	ret[3] = word;
	ret[4] = reach;
}

static enum hk_result answer(struct ctx *cx, struct teller *teller,
			     const struct invitation *invitation)
{
	int64_t scores[SCALES];
	struct response_new new = { .survey = &teller->survey,
				    .version = &teller->version,
				    .invitation = invitation,
				    .channel = "email",
				    .language = invitation->language };
	struct response response;

	scores_throw(teller, scores);
	for (size_t i = 0; i < SCALES; i++)
		new.values[i] = hk_format(cx->arena, "%" PRId64, scores[i]);
	new.values[SCALES] = below(teller, HUNDRED) < WRITE_OF_100
				     ? demo_comment(invitation->language, scores[0],
						    (size_t)below(teller, HUNDRED))
				     : "";
	return response_put(cx, &new, &response);
}

static enum hk_result person_tell(struct ctx *cx, struct teller *teller,
				  const struct demo_person *who)
{
	struct survey_event event = { .survey_id = teller->survey.id,
				      .effect_key =
					      hk_format(cx->arena, "round %" PRId64 " of %" PRId64,
							teller->round, who->id),
				      .order_name = "",
				      .customer_id = who->id,
				      .channel = "",
				      .outcome = "",
				      .at = cx->now };
	struct invitation invitation;

	event.draw = below(teller, HUNDRED);
	HK_TRY(demo_ask(cx, &teller->survey, &event, who->language, &invitation));
	if (below(teller, HUNDRED) >= ANSWER_OF_100)
		return HK_OK;
	cx->now += (1 + below(teller, 40)) * HK_HOUR;
	return answer(cx, teller, &invitation);
}

/* No other transaction sees it running, so nobody of the demonstration is written to. */
static enum hk_result round_work(struct ctx *cx, void *data)
{
	struct batch *batch = data;
	struct teller again = batch->before; /* it may run twice */
	const struct demo_person *who = again.customers.items;
	int64_t days = FIRST_DAYS + (ROUNDS - 1 - again.round) * ROUND_DAYS;

	HK_TRY(state_put(cx, &again, "running"));
	for (size_t i = 0; i < again.customers.count; i++) {
		cx->now = again.now - days * HK_DAY + (int64_t)i * HK_MINUTE;
		HK_TRY(person_tell(cx, &again, &who[i]));
	}
	cx->now = again.now;
	HK_TRY(state_put(cx, &again, "stopped"));
	again.round++;
	batch->after = again;
	return HK_OK;
}

enum hk_result demo_index_load(struct ctx *cx, int64_t seed)
{
	struct teller teller = { .random = (uint64_t)seed, .now = cx->now };

	HK_TRY(ctx_write(cx, prepare, &teller));
	while (!teller.is_done && teller.round < ROUNDS) {
		struct batch batch = { .before = teller };
		enum hk_result result = ctx_write(cx, round_work, &batch);

		cx->now = teller.now;
		HK_TRY(result);
		teller = batch.after;
	}
	return HK_OK;
}
