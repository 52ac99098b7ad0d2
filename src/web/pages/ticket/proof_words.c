#include "web/pages/ticket/proof_words.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"

static const struct {
	const char *verdict, *tone, *icon, *words;
} verdicts[] = {
	{ "confirmed", "good", "check", TR("The sender's address was confirmed by {server}.") },
	{ "unconfirmed", "", "circle-help",
	  TR("The sender's address could not be confirmed by {server}.") },
	{ "failed", "danger", "triangle-alert",
	  TR("The check of the sender's address by {server} failed: it may be forged.") },
};

/* "dmarc=pass, spf=fail": words of the mail server, the same in every language. */
static const char *detail_words(struct ctx *cx, const char *detail)
{
	char *copy = hk_copy_text(cx->arena, detail), *rest;
	const char *words = "";

	for (char *one = strtok_r(copy, " ", &rest); one; one = strtok_r(NULL, " ", &rest)) {
		words = hk_format(cx->arena, "%s%s%s", words, *words ? ", " : "", one);
	}
	return words;
}

struct part_proof proof_part(struct ctx *cx, const struct proof *proof)
{
	struct part_proof part = { .words = "", .tone = "", .icon = "", .detail = "" };

	for (size_t i = 0; i < HK_COUNT(verdicts); i++) {
		if (!hk_equal(verdicts[i].verdict, proof->verdict))
			continue;
		part.tone = verdicts[i].tone;
		part.icon = verdicts[i].icon;
		part.words = i18n_fill(cx->arena, i18n_text(cx->language, verdicts[i].words),
				       "server", proof->server, NULL);
		part.detail = detail_words(cx, proof->detail);
	}
	return part;
}
