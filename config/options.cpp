// SPDX-License-Identifier: Apache-2.0
// The rows of the option table.
#include "config/options.hpp"

#include <array>

namespace tipwire::config {

namespace {

constexpr auto required = Presence::required;
constexpr auto on_reload = Change::reload;

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

}  // namespace

template <>
std::span<const Row<Instance>> rows() {
    static const std::array table{
        Row<Instance>{&Instance::name,
                      {.key = "name",
                       .help = "What this line is called on its pages.",
                       .presence = required,
                       .example = "\"City without Drugs\""}},
        Row<Instance>{&Instance::time_zone,
                      {.key = "time_zone",
                       .help = "The zone of dates shown to people, as in /usr/share/zoneinfo.",
                       .form = Form::time_zone}},
        Row<Instance>{&Instance::languages,
                      {.key = "languages",
                       .help = "Languages of replies and command words; the first is the default.",
                       .form = Form::language}},
        Row<Instance>{&Instance::area,
                      {.key = "area",
                       .help = "The area a tip belongs to where its source names none.",
                       .form = Form::area,
                       .example = "\"ekaterinburg\""}},
        Row<Instance>{&Instance::test_mode,
                      {.key = "test_mode",
                       .help = "Connections out go to this machine only: the real police cannot be "
                               "reached."}},
    };
    return table;
}

template <>
std::span<const Row<Storage>> rows() {
    static const std::array table{
        Row<Storage>{&Storage::url,
                     {.key = "url",
                      .help = "The database: sqlite:FILE, under data_dir unless it is absolute.",
                      .form = Form::storage_url}},
    };
    return table;
}

template <>
std::span<const Row<Server>> rows() {
    static const std::array table{
        Row<Server>{
            &Server::data_dir,
            {.key = "data_dir",
             .help = "The folder of the database, the key store and admin.sock; made if absent.",
             .fallback = "\"data\"",
             .example = "\"data\""}},
        Row<Server>{&Server::public_listen,
                    {.key = "public",
                     .help = "Where webhooks, contact links and public pages are served.",
                     .form = Form::listen}},
        Row<Server>{&Server::admin_listen,
                    {.key = "admin",
                     .help = "Where health, metrics, the API and the console are served.",
                     .form = Form::listen}},
        Row<Server>{
            &Server::public_url,
            {.key = "public_url",
             .help = "The address providers and contacts see: signatures and links are made with "
                     "it, never with a request's headers.",
             .form = Form::base_url,
             .fallback = "http:// and the public address",
             .example = "\"https://tips.example.org\""}},
        Row<Server>{
            &Server::tls_certificate,
            {.key = "tls_certificate",
             .help = "Certificate chain (PEM) of the public listener; without one it speaks "
                     "plain HTTP. Read again on reload, like its key.",
             .change = on_reload,
             .example = "\"tls/public.crt\""}},
        Row<Server>{&Server::tls_key,
                    {.key = "tls_key",
                     .help = "Its private key (PEM).",
                     .change = on_reload,
                     .example = "\"tls/public.key\""}},
        Row<Server>{&Server::admin_tls_certificate,
                    {.key = "admin_tls_certificate",
                     .help = "The same for the admin listener.",
                     .change = on_reload,
                     .example = "\"tls/admin.crt\""}},
        Row<Server>{&Server::admin_tls_key,
                    {.key = "admin_tls_key",
                     .help = "Its private key (PEM).",
                     .change = on_reload,
                     .example = "\"tls/admin.key\""}},
        Row<Server>{
            &Server::admin_tokens,
            {.key = "admin_token",
             .help = "Bearer token of /v1 on the admin listener; without one /v1 answers 401.",
             .example = "{ file = \"admin.token\" }"}},
    };
    return table;
}

template <>
std::span<const Row<Keys>> rows() {
    static const std::array table{
        Row<Keys>{
            &Keys::root,
            {.key = "root",
             .help = "The root key: 64 hex digits, by file or credential, never by environment. "
                     "Keep a copy elsewhere: without it nothing can be read.",
             .presence = required,
             .example = "{ file = \"root.key\" }"}},
        Row<Keys>{
            &Keys::return_address_days,
            {.key = "return_address_days",
             .help = "Days a sealed return address is kept; 0: never stored, replies only while "
                     "the request is open.",
             .range = {0, 90}}},
        Row<Keys>{&Keys::pseudonym_days,
                  {.key = "pseudonym_days",
                   .help = "Days after which the key that recognises a sender is destroyed.",
                   .range = {1, 30}}},
        Row<Keys>{&Keys::retention_days,
                  {.key = "retention_days",
                   .help = "Days the texts of a tip are kept after it is closed.",
                   .range = {1, 3650}}},
    };
    return table;
}

template <>
std::span<const Row<Intake>> rows() {
    static const std::array table{
        Row<Intake>{&Intake::conversation_window,
                    {.key = "conversation_window",
                     .help = "How long a sender's next texts join the same tip.",
                     .range = {0, 30 * day}}},
        Row<Intake>{&Intake::time_precision,
                    {.key = "time_precision",
                     .help = "Stored and forwarded times of messages are rounded down to this.",
                     .range = {1, day}}},
        Row<Intake>{&Intake::part_wait,
                    {.key = "part_wait",
                     .help = "How long the parts of a long message wait for each other; then what "
                             "is there goes on, marked incomplete.",
                     .range = {1, day}}},
    };
    return table;
}

template <>
std::span<const Row<Floods>> rows() {
    static const std::array table{
        Row<Floods>{&Floods::per_sender_per_hour,
                    {.key = "per_sender_per_hour",
                     .help = "Messages of one sender in an hour; 0: no limit.",
                     .range = {0, 1'000'000}}},
        Row<Floods>{&Floods::per_source_per_hour,
                    {.key = "per_source_per_hour",
                     .help = "Messages by one source in an hour; 0: no limit.",
                     .range = {0, 1'000'000'000}}},
        Row<Floods>{&Floods::per_hour,
                    {.key = "per_hour",
                     .help = "Messages in all, in an hour; 0: no limit.",
                     .range = {0, 1'000'000'000}}},
        Row<Floods>{
            &Floods::copies_per_day,
            {.key = "copies_per_day",
             .help = "Tips of the same words in a day (of 20 letters or more); 0: no limit.",
             .range = {0, 1'000'000}}},
    };
    return table;
}

template <>
std::span<const Row<Replies>> rows() {
    static const std::array table{
        Row<Replies>{&Replies::per_number_per_day,
                     {.key = "per_number_per_day",
                      .help = "Replies to one number in a day. Over a limit tips are still taken.",
                      .range = {0, 1000}}},
        Row<Replies>{
            &Replies::per_prefix_per_day,
            {.key = "per_prefix_per_day",
             .help = "Replies to the numbers that share their first five digits, in a day.",
             .range = {0, 1'000'000}}},
        Row<Replies>{
            &Replies::per_day,
            {.key = "per_day", .help = "Replies in all, in a day.", .range = {0, 10'000'000}}},
        Row<Replies>{&Replies::allowed_prefixes,
                     {.key = "allowed_prefixes",
                      .help = "Numbers that may be answered begin with one of these.",
                      .form = Form::number_prefix}},
        Row<Replies>{&Replies::segments_max,
                     {.key = "segments_max",
                      .help = "Short messages that one reply may take; a longer one is never sent.",
                      .range = {1, 10}}},
    };
    return table;
}

template <>
std::span<const Row<DeliverySettings>> rows() {
    using D = DeliverySettings;
    static const std::array table{
        Row<D>{&D::retry_delay_min,
               {.key = "retry_delay_min",
                .help =
                    "The pause after the first failed attempt; it doubles from there, with jitter.",
                .range = {1, hour}}},
        Row<D>{&D::retry_delay_max,
               {.key = "retry_delay_max",
                .help = "The longest pause between attempts.",
                .range = {1, day}}},
        Row<D>{
            &D::give_up_after,
            {.key = "give_up_after",
             .help =
                 "After this time a delivery is a dead letter, until `tipwire deliveries retry`.",
             .range = {1, 30 * day}}},
        Row<D>{
            &D::concurrent_max,
            {.key = "concurrent_max", .help = "Deliveries under way at once.", .range = {1, 1000}}},
        Row<D>{&D::breaker_failures,
               {.key = "breaker_failures",
                .help = "Failures in a row after which a contact is left alone for breaker_pause.",
                .range = {1, 100}}},
        Row<D>{&D::breaker_pause,
               {.key = "breaker_pause",
                .help = "How long such a contact is left alone before the next single attempt.",
                .range = {1, hour}}},
    };
    return table;
}

template <>
std::span<const Row<MediaSettings>> rows() {
    using M = MediaSettings;
    static const std::array table{
        Row<M>{&M::enabled,
               {.key = "enabled",
                .help = "Fetch and clean pictures. false: what comes with a message is sealed and "
                        "stays so."}},
        Row<M>{&M::bytes_max,
               {.key = "bytes_max",
                .help = "Of one picture, sound or film, in bytes; a larger one is refused.",
                .range = {1024, 33'554'432}}},
        Row<M>{&M::per_message_max,
               {.key = "per_message_max",
                .help = "Of one message; the others are refused.",
                .range = {1, 16}}},
        Row<M>{
            &M::types,
            {.key = "types",
             .help = "What is taken, by what the bytes are: image/jpeg, image/*, or * for all."}},
        Row<M>{&M::fetch_timeout,
               {.key = "fetch_timeout",
                .help = "The longest time one request to a provider may take.",
                .range = {1, 40}}},
        Row<M>{
            &M::forward_uncleaned,
            {.key = "forward_uncleaned",
             .help = "Let contacts have sound, film and other kinds that cannot be freed of what "
                     "is hidden in them, marked as not cleaned."}},
        Row<M>{&M::link_life,
               {.key = "link_life",
                .help = "How long a contact's link to a picture works.",
                .range = {hour, 30 * day}}},
    };
    return table;
}

template <>
std::span<const Row<Alarms>> rows() {
    static const std::array table{
        Row<Alarms>{&Alarms::contact,
                    {.key = "contact",
                     .help = "The contact that gets one message when an alarm is raised.",
                     .form = Form::name,
                     .fallback = "none: log, metric and /readyz only",
                     .example = "\"administrator\""}},
        Row<Alarms>{&Alarms::disk_free_min_mb,
                    {.key = "disk_free_min_mb",
                     .help = "Alarm when data_dir's disk has less room than this, in MiB.",
                     .range = {1, 10'000'000}}},
        Row<Alarms>{&Alarms::backlog_age_max,
                    {.key = "backlog_age_max",
                     .help = "Alarm when a delivery has waited longer than this.",
                     .range = {1, 7 * day}}},
        Row<Alarms>{&Alarms::channel_dead_after,
                    {.key = "channel_dead_after",
                     .help = "Alarm when a contact's channel has failed for this long.",
                     .range = {1, 7 * day}}},
        Row<Alarms>{&Alarms::clock_jump_max,
                    {.key = "clock_jump_max",
                     .help = "Alarm when the machine's clock jumps by more than this.",
                     .range = {1, day}}},
    };
    return table;
}

template <>
std::span<const Row<Source>> rows() {
    static const std::array table{
        Row<Source>{&Source::name,
                    {.key = "name",
                     .help = "Its webhook is POST (or GET) /hooks/<name>.",
                     .form = Form::name,
                     .presence = required,
                     .example = "\"sms\""}},
        Row<Source>{&Source::kind,
                    {.key = "kind",
                     .help = "A provider profile (`tipwire providers list` names them), or snpp "
                             "or wctp: see docs/pagers.md.",
                     .form = Form::name,
                     .presence = required,
                     .example = "\"twilio\""}},
        Row<Source>{&Source::path,
                    {.key = "path",
                     .help = "Another path for its webhook.",
                     .form = Form::http_path,
                     .fallback = "/hooks/<name>",
                     .example = "\"/hooks/sms\""}},
        Row<Source>{
            &Source::secret,
            {.key = "secret",
             .help = "What the provider proves itself with: its signing secret, or the last part "
                     "of the URL (/hooks/<name>/<secret>). The securityCode of wctp, the password "
                     "that LOGI must give of snpp.",
             .example = "{ file = \"sms.secret\" }"}},
        Row<Source>{
            &Source::user,
            {.key = "user",
             .help = "Beside secret, where a provider proves itself by basic authentication; the "
                     "senderID of wctp, the name that LOGI must give of snpp.",
             .example = "\"hook\""}},
        Row<Source>{&Source::public_key,
                    {.key = "public_key",
                     .help = "Of a provider that signs with Ed25519, base64.",
                     .example = "\"Me27xqS116lfJI2o4hyRdsjiBTbA8zMrXQ2+uLV06v8=\""}},
        Row<Source>{&Source::previous_public_key,
                    {.key = "previous_public_key",
                     .help = "The one before it, while the provider changes from one to the other.",
                     .example = "\"Me27xqS116lfJI2o4hyRdsjiBTbA8zMrXQ2+uLV06v8=\""}},
        Row<Source>{
            &Source::signature_hash,
            {.key = "signature_hash",
             .help = "Of a provider that signs sorted fields (Vonage SMS), the method chosen "
                     "in its console: md5, hmac_md5, hmac_sha1, hmac_sha256 or hmac_sha512.",
             .fallback = "the profile's",
             .example = "\"hmac_sha512\""}},
        Row<Source>{
            &Source::lines,
            {.key = "line",
             .help = "The number people write to: a label; messages to others are taken too. For "
                     "snpp and wctp the ids of the pagers; pages to others are refused.",
             .example = "\"+73430000002\"",
             .one_alone = true}},
        Row<Source>{&Source::listen,
                    {.key = "listen",
                     .help = "snpp: where pages are taken.",
                     .form = Form::listen,
                     .example = "\"127.0.0.1:444\""}},
        Row<Source>{&Source::peers,
                    {.key = "peers",
                     .help = "snpp: the machines that may connect.",
                     .form = Form::network,
                     .fallback = "this machine; with a secret all",
                     .example = "[\"192.0.2.10\", \"198.51.100.0/24\"]"}},
        Row<Source>{&Source::area,
                    {.key = "area",
                     .help = "The area of its tips.",
                     .form = Form::area,
                     .fallback = "the instance's",
                     .example = "\"ekaterinburg\""}},
        Row<Source>{&Source::languages,
                    {.key = "languages",
                     .help = "Languages of its senders; the first is the default.",
                     .form = Form::language,
                     .fallback = "the instance's",
                     .example = "[\"ru\"]"}},
        Row<Source>{&Source::receipts,
                    {.key = "receipts",
                     .help = "Whether senders get a receipt with their code; needs reply.",
                     .fallback = "true if reply is given",
                     .example = "true"}},
        Row<Source>{&Source::media_hosts,
                    {.key = "media_hosts",
                     .help = "Hosts its pictures may be fetched from, such as media.example, "
                             "*.media.example or 192.168.1.5:8080.",
                     .fallback = "the profile's; none: addresses are kept sealed, nothing is "
                                 "fetched",
                     .example = "[\"media.example\"]"}},
        Row<Source>{&Source::media_allow_private,
                    {.key = "media_allow_private",
                     .help = "Those hosts stand in the house: private addresses and http are "
                             "allowed."}},
        Row<Source>{
            Nested{},
            {.key = "reply",
             .help = "How its senders are answered; without it they are not.",
             .example = "{ kind = \"kannel\", url = "
                        "\"http://127.0.0.1:13013/cgi-bin/sendsms\", user = \"tipwire\", secret "
                        "= { file = \"kannel.secret\" } }"}},
    };
    return table;
}

template <>
std::span<const Row<Reply>> rows() {
    static const std::array table{
        Row<Reply>{&Reply::kind,
                   {.key = "kind",
                    .help = "A provider profile that can send.",
                    .form = Form::name,
                    .presence = required,
                    .example = "\"kannel\""}},
        Row<Reply>{&Reply::url,
                   {.key = "url",
                    .help = "The provider's address for messages to phones.",
                    .form = Form::url,
                    .fallback = "the profile's, if it has one",
                    .example = "\"http://127.0.0.1:13013/cgi-bin/sendsms\""}},
        Row<Reply>{
            &Reply::user,
            {.key = "user", .help = "Our user name at the provider.", .example = "\"tipwire\""}},
        Row<Reply>{
            &Reply::account,
            {.key = "account",
             .help = "Where the profile names one beside the user: an application, a project.",
             .example = "\"93de2206-9669-4e07-948d-329f4b722ee2\""}},
        Row<Reply>{&Reply::secret,
                   {.key = "secret",
                    .help = "Our password at the provider.",
                    .example = "{ file = \"kannel.secret\" }"}},
        Row<Reply>{&Reply::from,
                   {.key = "from",
                    .help = "The number replies come from.",
                    .fallback = "the source's line",
                    .example = "\"+73430000002\""}},
        Row<Reply>{
            &Reply::receipts_url,
            {.key = "receipts_url",
             .help = "Where the provider is to send delivery receipts: this source's address as "
                     "the provider reaches it, with the secret if it stands in the path. Only "
                     "then are receipts asked for.",
             .form = Form::url,
             .example = "\"https://tips.example.org/hooks/sms\""}},
    };
    return table;
}

template <>
std::span<const Row<Contact>> rows() {
    static const std::array table{
        Row<Contact>{&Contact::name,
                     {.key = "name",
                      .help = "What routes, commands and the log call it.",
                      .form = Form::name,
                      .presence = required,
                      .example = "\"city-police\""}},
        Row<Contact>{
            &Contact::kind,
            {.key = "kind",
             .help =
                 "police, oversight, municipal, treatment, administrator, or a word of your own.",
             .form = Form::name}},
        Row<Contact>{&Contact::area,
                     {.key = "area",
                      .help = "The area it answers for.",
                      .form = Form::area,
                      .fallback = "the instance's",
                      .example = "\"ekaterinburg\""}},
        Row<Contact>{
            Nested{},
            {.key = "channels",
             .help = "The ways to reach it; at least one.",
             .presence = required,
             .example = "[ { kind = \"webhook\", url = \"http://127.0.0.1:9000/tips\", secret = { "
                        "file = \"city-police.secret\" } } ]"}},
        Row<Contact>{
            &Contact::reference_prefix,
            {.key = "reference_prefix",
             .help = "Its references are EKB-000001, EKB-000002, ... without a gap; unique.",
             .form = Form::reference_prefix,
             .fallback = "the name's letters and digits, in capitals, at most 12",
             .example = "\"EKB\""}},
        Row<Contact>{
            &Contact::delay_max,
            {.key = "delivery_delay_max",
             .help = "Tips that are not urgent are sent after a random delay of at most this.",
             .range = {0, 7 * day}}},
        Row<Contact>{
            Nested{},
            {.key = "clocks",
             .help = "How long it may take before it is overdue.",
             .example = "{ acknowledge = \"24h\", acknowledge_urgent = \"4h\", register = \"24h\", "
                        "decide = \"72h\" }"}},
    };
    return table;
}

template <>
std::span<const Row<Channel>> rows() {
    static const std::array table{
        Row<Channel>{
            &Channel::kind,
            {.key = "kind",
             .help = "webhook: signed as Standard Webhooks; snpp: a pager, which is shown the "
                     "reference only.",
             .form = Form::name}},
        Row<Channel>{&Channel::url,
                     {.key = "url",
                      .help = "Where tips are posted to: use https unless it is on this machine. "
                              "snpp://HOST:PORT of a paging terminal.",
                      .form = Form::channel_url,
                      .presence = required,
                      .example = "\"https://police.example/tips\""}},
        Row<Channel>{
            &Channel::secret,
            {.key = "secret",
             .help = "What both sides sign with: whsec_ and base64 of 24 to 64 random bytes; a "
                     "webhook needs it. snpp: the password of LOGI.",
             .example = "{ file = \"city-police.secret\" }"}},
        Row<Channel>{
            &Channel::pager,
            {.key = "pager", .help = "snpp: the pager to call.", .example = "\"5551234\""}},
        Row<Channel>{&Channel::user,
                     {.key = "user",
                      .help = "snpp: the name for LOGI; without one it is not sent.",
                      .example = "\"tipwire\""}},
        Row<Channel>{&Channel::ca,
                     {.key = "ca",
                      .help = "Certificate (PEM) of the only authority that is trusted for it.",
                      .fallback = "those of the system",
                      .example = "\"police-ca.pem\""}},
    };
    return table;
}

template <>
std::span<const Row<routing::ClockLimits>> rows() {
    using C = routing::ClockLimits;
    static const std::array table{
        Row<C>{&C::acknowledge,
               {.key = "acknowledge",
                .help = "From sending to its acknowledgement.",
                .range = {1, 365 * day}}},
        Row<C>{&C::acknowledge_urgent,
               {.key = "acknowledge_urgent",
                .help = "The same for urgent tips.",
                .range = {1, 365 * day}}},
        Row<C>{&C::register_,
               {.key = "register",
                .help = "From sending to its entry in the register.",
                .range = {1, 365 * day}}},
        Row<C>{&C::decide,
               {.key = "decide", .help = "From sending to its decision.", .range = {1, 365 * day}}},
    };
    return table;
}

template <>
std::span<const Row<Route>> rows() {
    static const std::array table{
        Row<Route>{&Route::to,
                   {.key = "to",
                    .help = "The contacts that get the tips.",
                    .form = Form::name,
                    .presence = required,
                    .example = "[\"city-police\"]"}},
    };
    return table;
}

template <>
std::span<const Row<Help>> rows() {
    static const std::array table{
        Row<Help>{&Help::area,
                  {.key = "area",
                   .help = "The area it is for, with all below it that have none of their own.",
                   .form = Form::area,
                   .fallback = "the instance's",
                   .example = "\"ekaterinburg\""}},
        Row<Help>{Nested{},
                  {.key = "text",
                   .help = "The answer by language: whom to call and when, in two short messages "
                           "at most (each 160 Latin or 70 other characters, a little less where "
                           "there are two). The default language's is sent where another one's is "
                           "missing.",
                   .presence = required,
                   .example = "{ ru = \"Помощь: 8-800-000-00-00, круглосуточно, бесплатно\" }"}},
    };
    return table;
}

}  // namespace tipwire::config
