/* One session: reads from its owner which server it is for, and serves him until he hangs up. */
#pragma once

#include <gnutls/gnutls.h>

#include "base/result.h"

enum hk_result net_child_run(int owner, gnutls_certificate_credentials_t trust);
