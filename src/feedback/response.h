/*
 * response: what one person answered, once; answering the same invitation otherwise corrects it,
 * as does the open page of a named survey within RESPONSE_ROUND for who has signed in, and the
 * same again changes nothing. The sums that all figures are read from (figures.h) change in
 * the same transaction, so they are exact at any time.
 *
 * A response that needs an answer (needs_answer, kept; index response_needs) is one of a person
 * whom colleagues may know (mode named), or who asked for it himself (may_contact; never of an
 * anonymous one), who
 *   - asked that somebody gets in touch, or
 *   - was not content: nps 0 to 6, csat 1 and 2, ces 1 to 3, satisfaction index below 50, of a
 *     custom survey the lower third of the scale.
 * Whoever answers hears of it by the events "response.added" (also when it was corrected: look at
 * needs_answer again) and "response.erased": their number is the response's id, ticket_id (0: about
 * none), owner_id, team_id and customer_id are those of the response. Of anonymous responses no
 * event tells.
 *
 * Who asks for somebody in confidence is seen with what he said (is_hidden 0 from then on, also if
 * he thinks better of it). Once his answer is published hidden he cannot ask by it any more: it
 * would tell of those who were published with him.
 *
 * Anonymous: no invitation, customer, ticket or colleague; its id is random, its time is the
 * Monday of that week. Who answers it gets a code instead (dialogue.h).
 *
 * What is said in confidence or anonymously is in no sum and on no page before it is published
 * (publish.h); then it has the Monday of its batch as its time and its day, and stays as it is.
 */
#pragma once

#include "base/time.h"
#include "feedback/figures.h"
#include "feedback/invitation.h"

enum { RESPONSE_COMMENT_LETTERS = 4000 };

/* So long who is known corrects what he said by name on an open page; after it he is heard anew. */
#define RESPONSE_ROUND (30 * HK_DAY)

/* Of response.published. Without: too few came by its channel, so that nobody is told which. */
enum { RESPONSE_WAITS, RESPONSE_PUBLISHED, RESPONSE_WITHOUT_CHANNEL };

struct response {
	int64_t id, survey_id, version;
	const char *mode;
	int64_t invitation_id, customer_id, ticket_id, staff_id, team_id;
	const char *channel, *language;
	int64_t at, day, chance, score, value;
	const char *comment, *comment_language;
	int64_t may_contact, needs_answer, corrected_at, erased_at, published;
	int64_t is_hidden; /* nobody has seen by name whose it is, nor does */
	int64_t is_spent;  /* 1: it was published with too few once, and hides nobody else;
			    * 2: it still is, and is taken back (publish.h) */
};

extern const struct db_record response_record; /* struct response */

struct response_list {
	struct response *items;
	size_t count;
};

struct response_answer {
	int64_t response_id, position;
	const char *code;
	int64_t score;
	const char *value;
};

struct response_answers {
	struct response_answer *items;
	size_t count;
};

/* What came from the page: one answer a question, in its order. */
struct response_new {
	const struct survey *survey;
	const struct survey_version *version;
	const struct invitation *invitation; /* NULL: an open page */
	int64_t customer_id;                 /* of an open page: who has signed in; 0 */
	const char *channel, *language;
	const char *values[SURVEY_QUESTIONS_MOST]; /* as typed or chosen; "" */
	bool may_contact;
};

/* What response_put() would say of its answers; nothing is kept. */
enum hk_result response_check(struct ctx *cx, const struct response_new *new);
/* HK_INVALID beside "q0", "q1", ...: a number is missing or off its scale, or a text is too long.
 * HK_CONFLICT: an anonymous one was answered already, the answer was erased, or one in confidence
 * is published (hidden: nor can somebody be asked for). */
enum hk_result response_put(struct ctx *cx, const struct response_new *new, struct response *ret);
enum hk_result response_find(struct ctx *cx, int64_t id, struct response *ret);
/* HK_NOT_FOUND: he has not answered, or anonymously. */
enum hk_result response_of_invitation(struct ctx *cx, int64_t invitation_id, struct response *ret);
/* What he said by name on the open page within RESPONSE_ROUND. HK_NOT_FOUND: nothing, or it is not
 * known whose it is. */
enum hk_result response_of_open_page(struct ctx *cx, const struct survey *survey,
				     int64_t customer_id, struct response *ret);
/* The newest first; of anonymous ones nobody knows. */
enum hk_result response_of_customer(struct ctx *cx, int64_t customer_id, int64_t limit,
				    struct response_list *ret);
enum hk_result response_customer_count(struct ctx *cx, int64_t customer_id, int64_t *ret);
enum hk_result response_answers_find(struct ctx *cx, int64_t response_id,
				     struct response_answers *ret);
/* What people wrote and is published, the newest first, but for what the actor may not see (it is
 * about a ticket of a restricted team); of who is not named without any word of his name. Of the
 * same answers as the figures of that filter. Of the period's newest 3000 those of the filter: a
 * rare team of millions of answers costs no walk over all. */
enum hk_result response_words(struct ctx *cx, const struct figures_filter *filter, int64_t limit,
			      struct response_list *ret);
/* The same of a theme, below before (at and id; at INT64_MAX: all). */
enum hk_result response_words_of_theme(struct ctx *cx, int64_t theme_id, int64_t before_at,
				       int64_t before_id, int64_t limit, struct response_list *ret);
/* How many answers of that filter were erased, of people who were asked: they count as some who
 * answered, so that a rate says what people did. A day is the answer's own here, and that of the
 * asking in the rate. */
enum hk_result response_erased_count(struct ctx *cx, const struct figures_filter *filter,
				     int64_t *ret);
/* Whether colleagues may read what people wrote to that survey: all who are named agreed to it; of
 * others when as many are published as its least of whom nobody sees. */
enum hk_result response_words_are_shown(struct ctx *cx, const struct survey *survey, bool *ret);
/* Takes away what it said and who said it, and takes it out of all sums; the row stays, empty, and
 * a line of the audit log. His invitation still counts as answered, so nobody asks him again. The
 * same again changes nothing. */
enum hk_result response_erase(struct ctx *cx, int64_t id);
/* By what was asked, whether this answer is one of somebody who is not content. */
bool response_is_unhappy(const char *kind, const struct survey_question *first, int64_t score,
			 int64_t value);
