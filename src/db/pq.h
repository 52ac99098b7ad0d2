/* libpq, loaded when the first PostgreSQL is opened (base/late.h): with OpenSSL, Kerberos and LDAP
 * it would weigh a tenth of a house on SQLite. */
#pragma once

#include <libpq-fe.h>

#include "base/late.h"

/* clang-format off */
#define PQ_CALLS(X) \
	X(PQbackendPID) X(PQclear) X(PQcmdTuples) X(PQconnectdbParams) \
	X(PQconninfoFree) X(PQconninfoParse) X(PQconsumeInput) X(PQenterPipelineMode) \
	X(PQerrorMessage) X(PQescapeIdentifier) X(PQexec) X(PQfinish) \
	X(PQflush) X(PQfreemem) X(PQftype) X(PQgetResult) \
	X(PQgetisnull) X(PQgetlength) X(PQgetvalue) X(PQisBusy) \
	X(PQnfields) X(PQnotifies) X(PQntuples) X(PQpipelineSync) \
	X(PQresultErrorField) X(PQresultStatus) X(PQsendFlushRequest) X(PQsendPrepare) \
	X(PQsendQuery) X(PQsendQueryParams) X(PQsendQueryPrepared) X(PQsetNoticeReceiver) \
	X(PQsetnonblocking) X(PQsocket) X(PQstatus)

/* clang-format on */

struct pq {
	PQ_CALLS(HK_LATE_MEMBER)
};

/* HK_UNAVAILABLE: it is not installed. */
enum hk_result pq_load(struct pq *ret);
