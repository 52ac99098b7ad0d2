/* What tests of surveys share: a running survey, and the house's look at who is to be asked. */
#pragma once

#include "deeds.h"
#include "feedback/response.h"

/* kind, occasion and mode; asks everybody, at once. */
struct survey survey_begin(struct house_world *world, const char *kind, const char *occasion,
			   const char *mode);
void survey_alter(struct house_world *world, struct survey *survey);
/* Until nothing is left that can be decided now. */
void survey_look(struct house_world *world);
/* Closes a ticket of jonas with his word, a day after the last that he heard of us. */
struct ticket survey_ticket(struct house_world *world);
struct survey_events survey_events_all(struct house_world *world);
struct invitation_list survey_invitations(struct house_world *world);
/* score: to the first question; the second is a text. */
enum hk_result survey_answer(struct house_world *world, const struct invitation *invitation,
			     const char *score, const char *text, bool may_contact,
			     struct response *ret);
/* Somebody whom nobody invited writes the same into an open page, in English. */
struct response survey_say(struct house_world *world, const struct survey *survey,
			   const char *score, const char *text);
/* What was said in confidence and is due by now appears. */
void survey_publish(struct house_world *world);
/* The one that there is. */
struct invitation survey_only_invitation(struct house_world *world);
/* In the middle of a working day in Vilnius. */
void survey_be_at_noon(struct house_world *world);
