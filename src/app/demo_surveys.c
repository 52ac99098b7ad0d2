#include "app/demo_surveys.h"

#include <inttypes.h>
#include <string.h>

#include "app/demo_random.h"
#include "base/text.h"
#include "base/time.h"
#include "feedback/response.h"
#include "standard/clock.h"

enum {
	BATCH = 200,
	TICKETS_MOST = 2000,
	ANSWER_OF_100 = 85,
	WRITE_OF_100 = 60,
	BANDS = 3,
	VARIANTS = 4
};

/* What people write who are not content, half content and glad: the same matters in other words, so
 * that there is something to find in them (feedback/theme). */
static const struct {
	const char *language;
	const char *words[BANDS][VARIANTS];
} comments[] = {
	{ "en",
	  { { "I had to explain the same thing three times before somebody read it.",
	      "My parcel came a week late and nobody told me.",
	      "Why do I have to explain it to each of you again?",
	      "The parcel was late again, I had stayed at home for it." },
	    { "It was solved, but it took two days longer than you said.",
	      "All right in the end, though it took longer than you said.",
	      "Solved. I had to explain it twice, though.", "The parcel came, only late." },
	    { "Friendly, quick, and you called me before I had to ask.",
	      "You called me at once, thank you!", "A friendly voice and a quick answer.",
	      "Quick and friendly, as always." } } },
	{ "bn",
	  { { "একই কথা তিনবার বলতে হয়েছে, তবু কেউ পড়ে দেখেনি।",
	      "পার্সেল এক সপ্তাহ দেরিতে এসেছে, কেউ জানায়নি।", "প্রত্যেককে একই কথা আবার বলতে হয় কেন?",
	      "পার্সেল আবার দেরিতে এল, সারাদিন ঘরে বসে ছিলাম।" },
	    { "সমাধান হয়েছে, তবে যা বলেছিলেন তার চেয়ে দুই দিন বেশি লেগেছে।",
	      "শেষে ঠিক হয়েছে, তবে দুই দিন বেশি লেগেছে।",
	      "সমাধান হয়েছে, কিন্তু একই কথা দুবার বলতে হয়েছে।", "পার্সেল এসেছে, শুধু দেরিতে।" },
	    { "খুব আন্তরিক ও দ্রুত; আমি জিজ্ঞেস করার আগেই জানিয়েছেন।", "সঙ্গে সঙ্গে ফোন করেছেন, ধন্যবাদ!",
	      "আন্তরিক ব্যবহার আর দ্রুত উত্তর।", "বরাবরের মতোই দ্রুত ও আন্তরিক।" } } },
	{ "lt",
	  { { "Tą patį teko aiškinti tris kartus, kol kas nors perskaitė.",
	      "Siunta vėlavo savaitę, ir niekas nepranešė.",
	      "Kodėl kiekvienam iš jūsų turiu aiškinti tą patį iš naujo?",
	      "Siunta vėl vėlavo, visą dieną jos laukiau namuose." },
	    { "Išsprendėte, bet užtruko dviem dienomis ilgiau, nei sakėte.",
	      "Galiausiai viskas gerai, tik užtruko ilgiau, nei sakėte.",
	      "Išsprendėte, tik teko aiškinti du kartus.", "Siunta atėjo, tik vėlavo." },
	    { "Maloniai, greitai, ir paskambinote anksčiau, nei spėjau paklausti.",
	      "Iškart paskambinote, ačiū!", "Malonus balsas ir greitas atsakymas.",
	      "Greitai ir maloniai, kaip visada." } } },
	{ "ta",
	  { { "ஒரே விஷயத்தை மூன்று முறை விளக்க வேண்டியிருந்தது.",
	      "பார்சல் ஒரு வாரம் தாமதமாக வந்தது, யாரும் சொல்லவில்லை.",
	      "ஒவ்வொருவருக்கும் ஒரே விஷயத்தை ஏன் மீண்டும் விளக்க வேண்டும்?",
	      "பார்சல் மீண்டும் தாமதமாக வந்தது, நாள் முழுவதும் காத்திருந்தேன்." },
	    { "சரி செய்தீர்கள், ஆனால் சொன்னதைவிட இரண்டு நாள் அதிகமாகியது.",
	      "கடைசியில் சரியானது, ஆனால் இரண்டு நாள் அதிகமாகியது.",
	      "சரி செய்தீர்கள், ஆனால் இரண்டு முறை விளக்க வேண்டியிருந்தது.", "பார்சல் வந்தது, ஆனால் தாமதமாக." },
	    { "அன்பாகவும் விரைவாகவும் செய்தீர்கள்; நான் கேட்கும் முன்பே அழைத்தீர்கள்.", "உடனே அழைத்தீர்கள், நன்றி!",
	      "அன்பான குரல், விரைவான பதில்.", "எப்போதும் போல விரைவாகவும் அன்பாகவும்." } } },
};

static const struct survey surveys[] = {
	{ .name = "After a request", .kind = "nps", .occasion = "contact", .mode = "named" },
	{ .name = "In the shop (QR code)",
	  .kind = "csat",
	  .occasion = "open",
	  .mode = "anonymous" },
	{ .name = "Twice a year",
	  .kind = "index",
	  .occasion = "rhythm",
	  .mode = "confidential",
	  .every_days = 182 },
};

struct closed {
	int64_t id, customer_id, owner_id, team_id, closed_at;
	const char *channel, *language, *closed_as;
};

static const struct db_column columns[] = {
	DB_COLUMN(struct closed, id),        DB_COLUMN(struct closed, customer_id),
	DB_COLUMN(struct closed, owner_id),  DB_COLUMN(struct closed, team_id),
	DB_COLUMN(struct closed, closed_at), DB_COLUMN(struct closed, channel),
	DB_COLUMN(struct closed, language),  DB_COLUMN(struct closed, closed_as),
};
static const struct db_record record = DB_RECORD("ticket", struct closed, columns);

struct teller {
	size_t told; /* how many wrote something */
	uint64_t random;
	struct survey survey;
	struct survey_version version;
	int64_t after, left;
	bool is_done;
};

struct batch {
	struct teller before, after;
};

static int64_t below(struct teller *teller, uint64_t limit)
{
	return (int64_t)(demo_random(&teller->random) % limit);
}

static enum hk_result surveys_make(struct ctx *cx, void *data)
{
	struct teller *teller = data;
	struct survey_list all;

	HK_TRY(survey_every(cx, &all));
	teller->is_done = all.count > 0;
	for (size_t i = 0; !teller->is_done && i < HK_COUNT(surveys); i++) {
		struct survey survey = surveys[i];

		survey.chance = 100;
		survey.least = 5;
		HK_TRY(survey_add(cx, &survey));
		/* The one by rhythm stays a draft: nobody of the demonstration is written to. */
		survey.state = strcmp(survey.occasion, "rhythm") == 0 ? "draft" : "running";
		HK_TRY(survey_change(cx, &survey));
		if (i == 0)
			teller->survey = survey;
	}
	return teller->is_done ? HK_OK
			       : survey_version_find(cx, teller->survey.id, 1, &teller->version);
}

const char *demo_comment(const char *language, int64_t score, size_t which)
{
	size_t band = score <= 6 ? 0 : score <= 8 ? 1 : 2;

	for (size_t i = 0; i < HK_COUNT(comments); i++)
		if (strcmp(comments[i].language, language) == 0)
			return comments[i].words[band][which % VARIANTS];
	return comments[0].words[band][which % VARIANTS];
}

enum hk_result demo_customers(struct ctx *cx, int64_t most, struct demo_people *ret)
{
	static const struct db_column person_columns[] = {
		DB_COLUMN(struct demo_person, id), DB_COLUMN(struct demo_person, language)
	};
	static const struct db_record customers =
		DB_RECORD("customer", struct demo_person, person_columns);
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &customers, DB_WHERE("id <> 0", "ORDER BY id LIMIT $2"),
			 DB_ARGS(most), &rows));
	*ret = (struct demo_people){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result demo_ask(struct ctx *cx, const struct survey *survey,
			const struct survey_event *event, const char *language,
			struct invitation *ret)
{
	struct survey_event asked;

	HK_TRY(survey_event_add(cx, survey->occasion, event));
	HK_TRY(survey_event_by_key(cx, survey->id, event->effect_key, &asked));
	asked.chance = survey->chance;
	asked.draw = event->draw;
	asked.decided_at = cx->now;
	asked.decision = "ask";
	asked.reason = "";
	HK_TRY(survey_event_put(cx, &asked));
	*ret = (struct invitation){ .survey_id = survey->id,
				    .version = survey->version,
				    .event_id = asked.id,
				    .customer_id = asked.customer_id,
				    .account = "",
				    .channel = "email",
				    .language = language,
				    .remind_at = CLOCK_NEVER,
				    .expires_at = cx->now + 30 * HK_DAY };
	return invitation_add(cx, ret);
}

static int64_t score_of(struct teller *teller, bool is_confirmed)
{
	int64_t dice = below(teller, 100);

	if (dice < (is_confirmed ? 45 : 25))
		return 9 + below(teller, 2);
	if (dice < (is_confirmed ? 65 : 45))
		return 7 + below(teller, 2);
	return below(teller, 7);
}

static enum hk_result answer(struct ctx *cx, struct teller *teller, const struct closed *closed,
			     const struct invitation *invitation)
{
	int64_t score = score_of(teller, hk_equal(closed->closed_as, "confirmed"));
	bool writes = below(teller, 100) < WRITE_OF_100;
	struct response_new new = {
		.survey = &teller->survey,
		.version = &teller->version,
		.invitation = invitation,
		.channel = "email",
		.language = invitation->language,
		.values = { hk_format(cx->arena, "%" PRId64, score),
			    /* one after the other, so that the dice of all else fall as they did */
			    writes ? demo_comment(invitation->language, score, teller->told++)
				   : "" },
		.may_contact = score < 4
	};
	struct response response;

	return response_put(cx, &new, &response);
}

/* As it was decided then. */
static enum hk_result ask(struct ctx *cx, struct teller *teller, const struct closed *closed)
{
	struct survey_event event = { .survey_id = teller->survey.id,
				      .effect_key =
					      hk_format(cx->arena, "ticket %" PRId64, closed->id),
				      .ticket_id = closed->id,
				      .order_name = "",
				      .customer_id = closed->customer_id,
				      .staff_id = closed->owner_id,
				      .team_id = closed->team_id,
				      .channel = closed->channel,
				      .outcome = closed->closed_as,
				      .at = closed->closed_at };
	struct survey_events due;

	HK_TRY(survey_event_add(cx, "contact", &event));
	cx->now = closed->closed_at + HK_DAY;
	HK_TRY(survey_event_due(cx, 1, &due));
	if (!due.count)
		return HK_OK;
	event = due.items[0];
	event.chance = teller->survey.chance;
	event.draw = below(teller, 100);
	event.decided_at = cx->now;
	event.decision = event.draw < event.chance ? "ask" : "stop";
	event.reason = event.draw < event.chance ? "" : "lot";
	HK_TRY(survey_event_put(cx, &event));
	if (event.draw >= event.chance)
		return HK_OK;

	struct invitation invitation = { .survey_id = teller->survey.id,
					 .version = 1,
					 .event_id = event.id,
					 .customer_id = closed->customer_id,
					 .account = "",
					 .channel = "email",
					 .language = closed->language,
					 .remind_at = CLOCK_NEVER,
					 .expires_at = cx->now + 30 * HK_DAY };

	HK_TRY(invitation_add(cx, &invitation));
	if (below(teller, 100) >= ANSWER_OF_100)
		return HK_OK;
	cx->now += (1 + below(teller, 40)) * HK_HOUR;
	return answer(cx, teller, closed, &invitation);
}

static enum hk_result batch_work(struct ctx *cx, void *data)
{
	struct batch *batch = data;
	struct teller again = batch->before; /* it may run twice */
	int64_t now = cx->now;
	const struct closed *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("bucket = 'closed' AND closed_at < $3 AND id > $2",
				  "ORDER BY id LIMIT $4"),
			 DB_ARGS(again.after, now - 3 * HK_DAY, BATCH), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		HK_TRY(ask(cx, &again, &items[i]));
		again.after = items[i].id;
	}
	cx->now = now;
	again.left -= (int64_t)rows.count;
	again.is_done = rows.count < BATCH || again.left <= 0;
	batch->after = again;
	return HK_OK;
}

enum hk_result demo_surveys_load(struct ctx *cx, int64_t seed)
{
	struct teller teller = { .random = (uint64_t)seed, .left = TICKETS_MOST };
	int64_t now = cx->now;

	HK_TRY(ctx_write(cx, surveys_make, &teller));
	while (!teller.is_done) {
		struct batch batch = { .before = teller };
		enum hk_result result = ctx_write(cx, batch_work, &batch);

		cx->now = now;
		HK_TRY(result);
		teller = batch.after;
		if (teller.after == batch.before.after)
			break;
	}
	return HK_OK;
}
