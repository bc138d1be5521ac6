-- SPDX-License-Identifier: Apache-2.0
-- wrk: messages from phones as Kannel's HTTP link to a message centre takes them.
local number = 0

function request()
    number = number + 1
    return wrk.format("GET", string.format(
        "/sms?username=bench&password=bench&from=%%2B7701%07d&to=7700&text=" ..
        "A+dead+drop+near+school+5%%2C+two+men%%2C+a+grey+car+number+512", number))
end

function done(summary, latency, requests)
    io.write(string.format('{"requests":%d,"bad":%d}\n', summary.requests, summary.errors.status))
end
