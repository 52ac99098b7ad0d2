/* The doors of a telephone system and of a chat: whether somebody who is with us now is asked, and
 * what he answered. By the rules and in the texts of all other surveys; an administrator's token,
 * for who serves people does not choose whom the house asks. */
#pragma once

#include "web/web.h"

enum hk_result api_survey_ask(struct web_request *req);
enum hk_result api_survey_answer(struct web_request *req);
