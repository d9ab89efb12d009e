"""Who answers for a dispute: the officer of its unit who is responsible for it."""

from baiyi.accounts.answering import answers_by_field

answers_by_field("disputes.dispute", "officer")
