-- SPDX-License-Identifier: Apache-2.0
-- Replays fixed-length requests from a file, each once: wrk -s replay.lua URL -- FILE LENGTH SKIP
local file, length

function init(args)
    file = assert(io.open(args[1], "rb"))
    length = tonumber(args[2])
    file:seek("set", tonumber(args[3]) * length)
end

function request()
    local record = file:read(length)
    if record == nil or #record < length then
        file:seek("set", 0)
        record = file:read(length)
    end
    return record
end

function done(summary, latency, requests)
    io.write(string.format(
        '{"requests":%d,"seconds":%.3f,"bad":%d,"errors":%d,"p50":%.3f,"p99":%.3f}\n',
        summary.requests, summary.duration / 1e6, summary.errors.status,
        summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
