#include "loop_reference.h"

#include <string.h>

#include "base/time.h"

static void begin(struct reference *ref, int64_t at)
{
	*ref = (struct reference){ .exists = true,
				   .round = ref->round + 1,
				   .begun = at,
				   .due = at + 24 * HK_HOUR,
				   .owner = ref->owner,
				   .has_answered = ref->has_answered,
				   .answer = ref->answer,
				   .state = "open",
				   .outcome = "",
				   .said = "" };
}

/* The first moment of those whose word has reached him, as far as that holds up to this fact. */
static int64_t first_word(const struct fact *facts, const struct reference *ref, size_t upto)
{
	int64_t first = 0;

	for (size_t i = 0; i <= upto; i++) {
		const struct fact *fact = &facts[i];
		int64_t reached = 0;

		if (fact->at < ref->begun)
			continue;
		if (fact->kind == CALLED)
			reached = fact->at;
		if (fact->kind == WRITTEN)
			for (size_t k = i; k <= upto; k++) {
				const struct fact *later = &facts[k];

				if (later->word != fact->word)
					continue;
				if (later->kind == SENT)
					reached = later->at;
				if (later->kind == RETURNED)
					reached = 0;
			}
		if (reached && (!first || reached < first))
			first = reached;
	}
	return first;
}

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool is_good_end(const struct reference *ref)
{
	return is(ref->outcome, "fixed") || is(ref->outcome, "explained");
}

static void weigh(const struct fact *facts, struct reference *ref, size_t upto)
{
	int64_t before = ref->answered;

	/* Where he is erased nothing is known of his messages any more. */
	if (ref->is_erased || is(ref->state, "gone") || (is(ref->state, "ended") && !before))
		return;
	ref->answered = first_word(facts, ref, upto);
	if (ref->answered && is(ref->state, "open"))
		ref->state = "answered";
	if (!ref->answered && (is(ref->state, "answered") ||
			       (is(ref->state, "ended") && is_good_end(ref) && !*ref->said))) {
		ref->state = "open";
		ref->outcome = "";
		ref->ended = ref->asked = 0;
	}
}

static void look(struct reference *ref, int64_t at)
{
	if (is(ref->state, "open")) {
		if (ref->step < 1 && at >= ref->begun + 18 * HK_HOUR && at <= ref->due)
			ref->step = 1;
		if (ref->step < 2 && at > ref->due)
			ref->step = 2;
		if (ref->step < 3 && at >= ref->due + 4 * HK_HOUR && !ref->known)
			ref->step = 3;
	}
	if (is(ref->state, "ended") && is_good_end(ref) && !ref->asked && !ref->is_erased &&
	    at >= ref->ended + 24 * HK_HOUR)
		ref->asked = at;
}

static void answered_survey(struct reference *ref, const struct fact *fact)
{
	bool is_on = ref->exists && (is(ref->state, "open") || is(ref->state, "answered"));
	bool is_answer = fact->kind == ANSWERED_UNHAPPY || fact->kind == ANSWERED_HAPPY;

	/* The same again is no other answer. */
	if (!is_answer || (ref->has_answered && ref->answer == fact->kind))
		return;
	ref->has_answered = true;
	ref->answer = fact->kind;
	if (fact->kind == ANSWERED_UNHAPPY && !is_on)
		begin(ref, fact->at);
	if (fact->kind == ANSWERED_HAPPY && ref->exists && is(ref->state, "open"))
		ref->state = "gone";
}

static void take(struct reference *ref, const struct fact *fact)
{
	bool is_on = is(ref->state, "open") || is(ref->state, "answered");

	switch (fact->kind) {
	case ERASED:
		ref->is_erased = true;
		ref->state = is_on ? "gone" : ref->state;
		break;
	case TRIED:
		if (!ref->tries || fact->at - ref->tried >= 3 * HK_HOUR) {
			ref->tries++;
			ref->tried = fact->at;
		}
		break;
	case ENDED:
		ref->state = "ended";
		ref->outcome = fact->text;
		ref->ended = fact->at;
		break;
	case OWNED: ref->owner = is_on || !ref->exists ? fact->number : ref->owner; break;
	case KNOWN: ref->known = fact->number; break;
	case SAID_YES: ref->said = "yes"; break;
	case SAID_NO: begin(ref, fact->at); break;
	case LOOKED: look(ref, fact->at); break;
	default: break;
	}
}

struct reference reference_of(const struct fact *facts, size_t count, int64_t owner_id)
{
	struct reference ref = {
		.round = 0, .owner = owner_id, .state = "", .outcome = "", .said = ""
	};

	for (size_t i = 0; i < count; i++) {
		const struct fact *fact = &facts[i];

		answered_survey(&ref, fact);
		take(&ref, fact);
		weigh(facts, &ref, i);
	}
	return ref;
}
