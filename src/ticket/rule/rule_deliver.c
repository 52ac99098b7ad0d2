#include "ticket/rule/rule_deliver.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/rule/rule.h"

/* No machine: a newsletter asks too whether one is stranded. One list of words for each language,
 * since a customer writes in his own, whatever that of the house is. */
#define BEGINS "all\tmachine\tnot\t"
#define WORDS  "\nany\twords\thas\t"

/* What breaks down at home strands nobody, and a parcel may be stuck: so these say who cannot get
 * on, home or in. */
static const char stranded[] = BEGINS WORDS
	"stranded, stuck on the road, stuck on the motorway, stuck on the highway, stuck in the "
	"lift, "
	"stuck in the elevator, locked out, cannot get home, can't get home, can’t get home, "
	"can not get home, no way home, tow truck, need a tow, need towing, roadside" WORDS
	"užstrigau, užstrigom, užstrigome, įstrigau, įstrigom, įstrigome, įstrigę, negaliu grįžti "
	"namo, negalime grįžti namo, negaliu patekti į namus, negalime patekti į namus, stoviu "
	"kelyje, stovime kelyje, sugedo kelyje, likau kelyje, likome kelyje, vilkik*, "
	"užsitrenk*" WORDS
	"আটকে আছি, আটকে পড়ে*, আটকা পড়ে*, আটকে গেছি, আটকে গিয়ে*, রাস্তায় আটকে, পথে আটকে, "
	"বাড়ি ফিরতে পার*, বাসায় ফিরতে পার*, ঘরে ঢুকতে পার*, বাসায় ঢুকতে পার*, লিফটে আটকে" WORDS
	"சிக்கிக்கொண்*, சிக்கிக் கொண்*, சிக்கித் தவி*, சிக்கியுள்ளோ*, சிக்கியிருக்*, "
	"மாட்டிக்கொண்*, மாட்டிக் கொண்*, நடுவழியில், நடுரோட்டில், வீட்டுக்குப் போக முடிய*, "
	"வீடு திரும்ப முடிய*, உள்ளே போக முடிய*, வண்டி நின்றுவிட்ட*";

static const char danger[] = BEGINS WORDS
	"smell gas, smell of gas, gas smell, smells of gas, gas leak*, carbon monoxide, on fire, "
	"caught fire, fire broke out, smoke is coming, smoke comes, full of smoke, sparks, "
	"sparking, "
	"electric shock, electrocut*, unconscious, not breathing, cannot breathe, bleeding, in "
	"danger, "
	"life-threatening, injured, suicid*, kill myself" WORDS
	"dujų kvap*, kvepia dujomis, smirda dujomis, dujų nuotėk*, užsidegė, kilo gaisr*, dega "
	"namas, "
	"rūksta, dūmai, dūmų, kibirkščiuoja, nutrenkė, trenkė elektra, smalkės, smalkių, be "
	"sąmonės, "
	"nekvėpuoja, kraujuoja, sužeist*, susižeid*, pavojuje, pavojus gyvybei, nusižudy*" WORDS
	"গ্যাসের গন্ধ, গ্যাস লিক*, গ্যাস বের হ*, আগুন লেগে*, আগুন ধরে*, আগুন লাগ*, ধোঁয়া, "
	"স্ফুলিঙ্গ, বিদ্যুৎস্পৃষ্ট, শক লেগে*, অজ্ঞান, শ্বাস নিতে পার*, রক্ত পড়*, আহত, বিপদে, "
	"জীবনের ঝুঁকি, আত্মহত্যা" WORDS
	"எரிவாயு கசி*, எரிவாயு வாடை, கேஸ் கசி*, கேஸ் வாடை, கேஸ் நாற்ற*, தீப்பிடி*, தீப்பற்றி*, "
	"தீ பிடி*, புகை வரு*, தீப்பொறி*, மின்சாரம் தாக்கி*, மின் அதிர்ச்சி, ஷாக் அடி*, மயங்கி*, "
	"மூச்சு விட முடிய*, ரத்தம், இரத்தம், காயம், ஆபத்தில், உயிருக்கு ஆபத்து, தற்கொலை*";

static const struct {
	const char *name, *conditions, *actions;
} delivered[RULES_DELIVERED] = {
	{ TR("Somebody is in danger"), danger, "harm\tsafety\t" },
	{ TR("Somebody is stranded"), stranded, "harm\tstranded\t" },
};

struct one_rule {
	int64_t id;
};

static const struct db_column one_columns[] = { DB_COLUMN(struct one_rule, id) };
static const struct db_record one_record = DB_RECORD("rule", struct one_rule, one_columns);

static enum hk_result deliver_one(struct ctx *cx, size_t place, const char *language)
{
	const struct rule rule = { .kind = "trigger",
				   .name = i18n_text(language, delivered[place].name),
				   .event = "writes",
				   .conditions = delivered[place].conditions,
				   .actions = delivered[place].actions };
	int64_t id;

	HK_TRY(rule_put(cx, &rule, &id));
	return rule_switch(cx, id, true);
}

enum hk_result rule_deliver(struct ctx *cx, const char *language)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &one_record, DB_WHERE("id > 0", "LIMIT 1"), DB_NONE, &rows));
	for (size_t i = 0; !rows.count && i < RULES_DELIVERED; i++)
		HK_TRY(deliver_one(cx, i, language));
	return HK_OK;
}

/* An action is a line, and what it says of the harm its beginning. */
static bool says(const struct rule *rule, const char *action)
{
	const char *line = rule->actions;

	while (line && !hk_starts(line, action)) {
		const char *end = strchr(line, '\n');

		line = end ? end + 1 : NULL;
	}
	return line && strcmp(rule->kind, "trigger") == 0;
}

enum hk_result rule_delivery_find(struct ctx *cx, struct rule_delivery *ret)
{
	struct rule_list rules;

	*ret = (struct rule_delivery){ .count = 0 };
	HK_TRY(rule_every(cx, &rules));
	for (size_t place = 0; place < RULES_DELIVERED; place++) {
		bool has = false;

		for (size_t i = 0; i < rules.count && !has; i++)
			has = says(&rules.items[i], delivered[place].actions);
		if (has)
			continue;
		ret->places[ret->count] = place;
		ret->names[ret->count++] = delivered[place].name;
	}
	return HK_OK;
}

enum hk_result rule_delivery_add(struct ctx *cx, const char *language)
{
	struct rule_delivery missing;

	HK_TRY(rule_delivery_find(cx, &missing));
	if (!missing.count)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	for (size_t i = 0; i < missing.count; i++)
		HK_TRY(deliver_one(cx, missing.places[i], language));
	return HK_OK;
}
