/*
 * Rights are rows (role_right); a role is a named set of them. In the program
 * a right is a bit, so that a check is one AND. Names are the contract.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/ctx.h"

/* The order is that of the table in rights.c; new ones go to the end. */
enum right {
	RIGHT_PUBLIC,       /* everybody, also without signing in */
	RIGHT_SIGNED_IN,    /* any member of staff or customer: own settings */
	RIGHT_OWN_REQUESTS, /* customers: read and add to their own requests */
	RIGHT_TICKET_READ,  /* tickets that are not restricted, or of own teams */
	RIGHT_TICKET_CREATE,
	RIGHT_TICKET_REPLY, /* replies and notes, resolve, reopen */
	RIGHT_TICKET_ASSIGN,
	RIGHT_TICKET_DELETE, /* spam and delete, with undo */
	RIGHT_CUSTOMER_READ,
	RIGHT_CUSTOMER_WRITE,
	RIGHT_TEAM_WATCH, /* everything of the team, counts, who is on */
	RIGHT_REPORT_READ,
	RIGHT_ADMIN,      /* staff, teams, mailboxes, organisation, ledger */
	RIGHT_TOKEN,      /* API tokens of one's own */
	RIGHT_REPLY_SAVE, /* write and change saved replies */
	RIGHT_CONTROL,    /* the control centre, and screens on walls that show it */
	RIGHT_COMPLAINT,  /* assess, examine and, with authority, decide complaints */
	RIGHTS,
};

const char *right_name(enum right right); /* "ticket.read" */

static inline bool actor_may(const struct actor *actor, enum right right)
{
	return (actor->rights >> right & 1) != 0;
}

/* HK_DENIED with a sentence when the actor may not. */
enum hk_result right_need(struct ctx *cx, enum right right);

/* The rights of a role in this organisation; HK_NOT_FOUND for an unknown one. Needs cx->db. */
enum hk_result role_rights(struct ctx *cx, const char *role, uint64_t *ret);
/* Writes the default rows of a new organisation. */
enum hk_result role_rights_init(struct ctx *cx);
