/*
 * complaint: that a customer is dissatisfied, by ISO 10002. A ticket of any purpose may be one too;
 * the ticket carries the stage, so that a page of one that is none asks nothing. It stays open
 * until the customer has accepted the decision, the time for his answer is over, or a second look
 * at it was the last.
 *
 * Who it is about neither examines nor decides it, and does not see what was found. Functions that
 * change take the ticket as it was found for the actor, and store it; each deed is a line of a log
 * that cannot be changed unseen (complaint_log.h).
 */
#pragma once

#include "ticket/message.h"
#include "ticket/ticket.h"

enum {
	COMPLAINT_WORDS_LETTERS = 2000,
	COMPLAINT_LINE_LETTERS = 200,
	COMPLAINT_ROUNDS = 2,
	COMPLAINT_SCORE_MOST = 5
};

struct complaint {
	int64_t ticket_id, message_id;
	const char *stage; /* received, assessed, decided, refused, ended, withdrawn */
	int64_t received_at, received_by;
	/* The receipt. */
	const char *description, *remedy;
	const char *remedy_stated; /* "", stated, not_stated */
	const char *product, *immediate;
	int64_t immediate_at;
	/* The first assessment. */
	const char *severity; /* "", minor, serious, grave */
	int64_t is_safety;
	const char *complexity; /* "", simple, complex */
	const char *impact;     /* "", one, several, many */
	int64_t needs_action, assessed_at, assessed_by;
	/* The examination. */
	int64_t subject_id, reviewer_id;
	const char *cause;
	/* The decision. */
	int64_t round;
	const char *outcome; /* "", accepted, partly, goodwill, rejected */
	const char *reasons, *remedies;
	int64_t amount; /* minor units */
	const char *currency;
	int64_t decided_at, decided_by, decided_first, letter_id;
	const char *letter_digest;
	/* Its end. */
	const char *reply; /* "", accepted, rejected */
	const char *reply_words;
	int64_t replied_at, offer_until, done_at, done_by;
	int64_t process_score;
	const char *process_words;
	int64_t process_at, ended_at, keep_until;
	int64_t log_count;
	const char *log_digest;
	int64_t version;
	bool is_hidden; /* no column: what is confidential was taken out for its reader */
};

/* A code and what it means, for translators. */
struct complaint_code {
	const char *code, *words;
};

/* Ended by NULL. */
extern const struct complaint_code complaint_severities[], complaint_complexities[],
	complaint_impacts[], complaint_causes[], complaint_outcomes[], complaint_stages[];
/* "" for none. */
const char *complaint_words_of(const struct complaint_code *codes, const char *code);

/* The ticket is one that has not come to its end. */
bool complaint_is_open(const struct ticket *ticket);
/* It is one, or was. */
bool complaint_is_any(const struct ticket *ticket);

/* HK_NOT_FOUND: the ticket is none. Whoever may not see what is confidential finds that empty. */
enum hk_result complaint_find(struct ctx *cx, const struct ticket *ticket, struct complaint *ret);
/* The actor handles complaints, and this one is not about him. */
bool complaint_may_see(const struct ctx *cx, const struct complaint *complaint);

/* It is one from now on, whatever else it is; again is once. message_id: of the customer's words
 * that say so, 0: his last ones. What a law demands counts from when they came. A ticket that had
 * ended opens again. */
enum hk_result complaint_mark(struct ctx *cx, struct ticket *ticket, int64_t message_id);
/* For ticket_open(): opened as one, by that word: id (0: none of his), at and reply; without words
 * it is about the subject. */
enum hk_result complaint_begin(struct ctx *cx, struct ticket *ticket, const struct message *word);
/* Its words sound like one: until a person says what it is. For message_store(). */
enum hk_result complaint_suspect(struct ctx *cx, struct ticket *ticket, const char *text,
				 const char *language);
/* It only sounded like one. */
enum hk_result complaint_dismiss(struct ctx *cx, struct ticket *ticket);
/* It was recorded by mistake, and why. HK_CONFLICT: it is decided. */
enum hk_result complaint_withdraw(struct ctx *cx, struct ticket *ticket, const char *reason);

/* Each takes the fields of its part, and version; HK_CONFLICT: somebody else has changed it.
 * Whoever does not ask says COMPLAINT_VERSION_ANY, which no form can: a version is never negative.
 */
enum { COMPLAINT_VERSION_ANY = -1 };

/* HK_INVALID beside "description", or "remedy": neither said, nor said that he did not. */
enum hk_result complaint_receive(struct ctx *cx, struct ticket *ticket,
				 const struct complaint *wish);
/* HK_INVALID beside "severity", "complexity", "impact". Danger makes the ticket urgent, calls the
 * supervisors, and gives an hour until somebody has acted. */
enum hk_result complaint_assess(struct ctx *cx, struct ticket *ticket,
				const struct complaint *wish);
/* HK_INVALID beside "reviewer": it is about him; "subject", "cause". */
enum hk_result complaint_examine(struct ctx *cx, struct ticket *ticket,
				 const struct complaint *wish);
/* What was found; what stands in the log already stays there once. HK_INVALID beside "evidence".
 */
enum hk_result complaint_evidence(struct ctx *cx, struct ticket *ticket, const char *text);
/* HK_DENIED: the actor has no authority, or not for so much, or it is about him, or he decided the
 * first time. HK_INVALID beside "outcome", "reasons", "remedies", "amount",
 * "currency". */
enum hk_result complaint_decide(struct ctx *cx, struct ticket *ticket,
				const struct complaint *wish);
/* What the customer says to it: accepted, rejected. HK_INVALID beside "reply_words": of staff, how
 * he said so. */
enum hk_result complaint_answer(struct ctx *cx, struct ticket *ticket, const char *reply,
				const char *words);
/* What was decided is done. */
enum hk_result complaint_done(struct ctx *cx, struct ticket *ticket);
/* By its customer, once it has ended: 1 to 5, about how it was handled, not about the decision. */
enum hk_result complaint_judge(struct ctx *cx, struct ticket *ticket, int64_t score,
			       const char *words);

/* The decision as a letter in that language, with reasons, remedies and the ways to go on. */
enum hk_result complaint_letter(struct ctx *cx, const struct ticket *ticket, const char *language,
				const char **ret);

/* What is missing before the ticket may be resolved: a sentence and where it is filled in. */
struct complaint_gap {
	const char *sentence; /* for translators; {time} is until */
	const char *anchor;   /* of the page of the complaint */
	int64_t until;        /* 0: no time */
};

struct complaint_gaps {
	struct complaint_gap items[6];
	size_t count;
};

enum hk_result complaint_missing(struct ctx *cx, const struct ticket *ticket,
				 struct complaint_gaps *ret);
/* HK_CONFLICT with the first of them. Nothing for what is no complaint. */
enum hk_result complaint_may_end(struct ctx *cx, const struct ticket *ticket);

/* What the house calls while a ticket lives: it ended, with the customer's yes or without; it
 * opened again, with his no or without; a person answered him; that was taken back. The caller
 * stores the ticket. */
enum hk_result complaint_on_end(struct ctx *cx, struct ticket *ticket, bool is_accepted);
enum hk_result complaint_on_again(struct ctx *cx, struct ticket *ticket, bool is_refused);
enum hk_result complaint_on_reply(struct ctx *cx, struct ticket *ticket, int64_t message_id,
				  const char *text);
enum hk_result complaint_on_unsaid(struct ctx *cx, struct ticket *ticket, int64_t message_id);

/* The clocks of a complaint, which never rest; those by law are in clock/legal.h. */
#define COMPLAINT_PERSON_CLOCK "complaint_person" /* a person answers */
#define COMPLAINT_SAFETY_CLOCK "complaint_safety" /* somebody has acted */
#define COMPLAINT_ANSWER_CLOCK "complaint_answer" /* it is decided and told */
/* One of those, or by law. */
bool complaint_has_clock(const char *kind);

/* The duty that tells the customer that it is recorded (job/mail/complaint_mail.c). */
#define COMPLAINT_RECORDED_JOB "mail.complaint"
/* And the one that tells him where it stands, before a word is due. */
#define COMPLAINT_STANDS_JOB "mail.complaint_stands"
/* What is written on those that were to be kept until then at the latest goes, at most limit of
 * them; what figures need stays. */
enum hk_result complaint_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
