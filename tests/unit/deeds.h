/* What people do to a ticket, one transaction each, as the actor of the moment. */
#pragma once

#include "house_world.h"
#include "intake/intake.h"
#include "ticket/write/reply.h"

enum hk_result deed_reply(struct house_world *world, int64_t number, const char *text,
			  enum reply_then then, int64_t *ret_message_id);
/* Words to those people, as who has seen all that stands on the ticket writes them. */
struct reply deed_words(const char *text, struct people_text people);
/* That very reply. */
enum hk_result deed_send(struct house_world *world, int64_t number, const struct reply *reply,
			 int64_t *ret_message_id);
enum hk_result deed_note(struct house_world *world, int64_t number, const char *text);
enum hk_result deed_undo_reply(struct house_world *world, int64_t number, int64_t message_id);
/* The customer writes; is_automatic: his machine does. */
enum hk_result deed_word(struct house_world *world, int64_t number, const char *text,
			 bool is_automatic);
enum hk_result deed_resolve(struct house_world *world, int64_t number, int64_t *ret_undo);
enum hk_result deed_reopen(struct house_world *world, int64_t number);
enum hk_result deed_close(struct house_world *world, int64_t number, const char *how);
enum hk_result deed_put_aside(struct house_world *world, int64_t number, const char *where,
			      int64_t *ret_undo);
enum hk_result deed_restore(struct house_world *world, int64_t number);
enum hk_result deed_undo(struct house_world *world, int64_t number, int64_t history_id);
enum hk_result deed_assign(struct house_world *world, int64_t number, int64_t staff_id,
			   int64_t *ret_undo);
enum hk_result deed_move(struct house_world *world, int64_t number, int64_t team_id);
enum hk_result deed_change(struct house_world *world, int64_t number, const char *subject);
/* until 0: it is wanted back. */
enum hk_result deed_snooze(struct house_world *world, int64_t number, int64_t until,
			   const char *why);
/* Was it really solved? */
enum hk_result deed_answer(struct house_world *world, int64_t number, bool is_solved);
/* A mail server hands a mail over, for that mailbox of ours; "": the mail says for which. */
struct intake_outcome deed_mail(struct house_world *world, const char *mailbox, const char *raw);
