/*
 * Is a mail written by a machine? The union of the rules of RFC 3834, Zammad,
 * osTicket, FreeScout and RT: such a mail is kept and shown, but never gets an
 * automatic answer and never reopens anything.
 */
#pragma once

#include "parse/parse.h"

enum mail_origin { ORIGIN_PERSON, ORIGIN_AUTOMATIC, ORIGIN_BOUNCE };

enum mail_origin mail_origin_of(const struct mail *mail);
/* Of mail of machines that which answers whatever comes: "out of office". */
bool mail_is_auto_reply(const struct mail *mail);
