-- SPDX-License-Identifier: Apache-2.0
-- wrk: a form of the size a text message has at the usual provider, about 800 bytes.
local fields = {
  "ToCountry=RU", "ToState=", "SmsMessageSid=SM" .. string.rep("0123456789abcdef", 2), "NumMedia=0", "ToCity=",
  "FromZip=", "SmsSid=SM" .. string.rep("0123456789abcdef", 2), "FromState=", "SmsStatus=received", "FromCity=",
  "FromCountry=RU", "To=%2B73430000002", "ToZip=", "NumSegments=2",
  "MessageSid=SM" .. string.rep("0123456789abcdef", 2), "AccountSid=AC" .. string.rep("0123456789abcdef", 2),
  "From=%2B79000000001", "ApiVersion=2010-04-01", "Body=" .. string.rep("%D0%B7", 60),
}
wrk.method = "POST"
wrk.body = table.concat(fields, "&")
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
