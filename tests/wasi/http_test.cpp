#include "wasi/http/types.hpp"

#include <gtest/gtest.h>

#include "tests/wasi/bytes.hpp"

namespace witc::wasi::http {

using testing::bytes_of;
using testing::text_of;

namespace {

FieldValue value_of(std::string_view text) {
  const auto bytes = bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

template <class Reason>
bool is(const HeaderError& error) {
  return std::holds_alternative<Reason>(error.value);
}

}  // namespace

class HttpTest : public ::testing::Test {
 protected:
  Own<Fields> fields(const std::vector<Types::Entry>& entries) {
    auto made = types.from_list(entries);
    EXPECT_TRUE(made.has_value() && made->has_value());
    return std::move(**made);
  }

  Types types;
  io::Streams streams;
};

TEST_F(HttpTest, FieldsKeepOrderAndCaseAndCompareWithoutCase) {
  auto list = fields({{"Accept", value_of("a")}, {"X-One", value_of("1")}, {"accept", value_of("b")}});
  EXPECT_EQ(types.get(*list, "ACCEPT"), (std::vector{value_of("a"), value_of("b")}));
  EXPECT_TRUE(types.has(*list, "x-one"));
  EXPECT_FALSE(types.has(*list, "x-two"));
  EXPECT_TRUE(types.get(*list, "not a token").empty());
  EXPECT_TRUE(types.append(*list, "X-One", bytes_of("")).value());
  EXPECT_EQ(types.get(*list, "x-one"), (std::vector{value_of("1"), value_of("")}));
  auto copy = types.clone(*list);
  EXPECT_TRUE(types.set(*list, "accept", std::vector<FieldValue>{value_of("c")}).value());
  EXPECT_TRUE(types.delete_(*list, "X-ONE"));
  EXPECT_EQ(types.entries(*list), (std::vector<Types::Entry>{{"accept", value_of("c")}}));
  EXPECT_EQ(types.entries(*copy).size(), 4u) << "a deep copy";
  EXPECT_EQ(std::get<0>(types.entries(*copy)[0]), "Accept");
}

TEST_F(HttpTest, FieldsRefuseWhatIsNotValidOrNotTheirs) {
  auto list = types.new_fields();
  EXPECT_TRUE(is<HeaderError::InvalidSyntax>(types.append(*list, "a b", {})->error()));
  EXPECT_TRUE(is<HeaderError::InvalidSyntax>(types.append(*list, "", {})->error()));
  EXPECT_TRUE(is<HeaderError::InvalidSyntax>(types.append(*list, "a", bytes_of("x\r\nEvil: y"))->error()));
  EXPECT_TRUE(
      is<HeaderError::InvalidSyntax>(types.set(*list, "a", std::vector<FieldValue>{value_of("\x7f")})->error()));
  EXPECT_TRUE(is<HeaderError::InvalidSyntax>(types.delete_(*list, "\xc3\xa4").error()));
  for (const char* name : {"Host", "connection", "Transfer-Encoding", "upgrade", "Keep-Alive"})
    EXPECT_TRUE(is<HeaderError::Forbidden>(types.append(*list, name, {})->error())) << name;
  EXPECT_TRUE(is<HeaderError::Forbidden>(types.from_list(std::vector<Types::Entry>{{"host", {}}})->error()));
  EXPECT_TRUE(types.append(*list, "a", bytes_of("\t caf\xc3\xa9")).value());
  EXPECT_EQ(types.entries(*list).size(), 1u);
}

TEST_F(HttpTest, FieldsDoNotGrowWithoutLimit) {
  auto list = types.new_fields();
  const std::string kilobyte(1024, 'x');
  int appended = 0;
  for (; appended < 1000; ++appended)
    if (!types.append(*list, "x", bytes_of(kilobyte))) break;
  EXPECT_GT(appended, 50);
  EXPECT_LT(appended, 1000);
  EXPECT_EQ(types.append(*list, "x", bytes_of(kilobyte)).error().code, TrapCode::limit_exceeded);
  EXPECT_TRUE(types.delete_(*list, "x"));
  EXPECT_TRUE(types.append(*list, "x", bytes_of(kilobyte)).has_value()) << "what is deleted makes room";
}

TEST_F(HttpTest, RequestsHoldWhatIsSet) {
  auto request = types.new_outgoing_request(fields({{"accept", value_of("*/*")}}));
  EXPECT_TRUE(std::holds_alternative<Method::Get>(types.method(*request).value));
  EXPECT_EQ(types.path_with_query(*request), std::nullopt);
  EXPECT_FALSE(types.scheme(*request).has_value());
  EXPECT_EQ(types.authority(*request), std::nullopt);

  EXPECT_TRUE(types.set_method(*request, Method{Method::Other{"PURGE"}}));
  EXPECT_EQ(std::get<Method::Other>(types.method(*request).value), "PURGE");
  EXPECT_FALSE(types.set_method(*request, Method{Method::Other{"NOT A TOKEN"}}));
  EXPECT_TRUE(types.set_path_with_query(*request, "/a?b=c"));
  EXPECT_FALSE(types.set_path_with_query(*request, "/a\nb"));
  EXPECT_FALSE(types.set_path_with_query(*request, "a"));
  EXPECT_EQ(types.path_with_query(*request), "/a?b=c");
  EXPECT_TRUE(types.set_scheme(*request, Scheme{Scheme::Https{}}));
  EXPECT_FALSE(types.set_scheme(*request, Scheme{Scheme::Other{"1x"}}));
  EXPECT_TRUE(std::holds_alternative<Scheme::Https>(types.scheme(*request)->value));
  EXPECT_TRUE(types.set_authority(*request, "example.org:80"));
  EXPECT_FALSE(types.set_authority(*request, "exa mple"));
  EXPECT_EQ(types.authority(*request), "example.org:80");
  EXPECT_TRUE(types.set_authority(*request, std::nullopt));

  auto headers = types.headers(*request);
  EXPECT_TRUE(is<HeaderError::Immutable>(types.append(*headers, "a", {})->error()));
  EXPECT_TRUE(is<HeaderError::Immutable>(types.set(*headers, "a", {})->error()));
  EXPECT_TRUE(is<HeaderError::Immutable>(types.delete_(*headers, "accept").error()));
  EXPECT_TRUE(types.has(*headers, "accept"));
  auto copy = types.clone(*headers);
  EXPECT_TRUE(types.append(*copy, "a", {}).value());
  request = types.new_outgoing_request(types.new_fields());
  EXPECT_TRUE(types.has(*headers, "accept")) << "children outlive their request";
}

TEST_F(HttpTest, NoRequestLeaves) {
  auto request = types.new_outgoing_request(types.new_fields());
  const auto sent = OutgoingHandler().handle(std::move(request), std::nullopt);
  ASSERT_FALSE(sent);
  EXPECT_TRUE(sent.error().is(ErrorCode::http_request_denied));
}

TEST_F(HttpTest, OptionsHoldDurations) {
  auto options = types.new_request_options();
  EXPECT_EQ(types.connect_timeout(*options), std::nullopt);
  EXPECT_TRUE(types.set_connect_timeout(*options, 1));
  EXPECT_TRUE(types.set_first_byte_timeout(*options, 2));
  EXPECT_TRUE(types.set_between_bytes_timeout(*options, 3));
  EXPECT_EQ(types.connect_timeout(*options), 1u);
  EXPECT_EQ(types.first_byte_timeout(*options), 2u);
  EXPECT_EQ(types.between_bytes_timeout(*options), 3u);
  EXPECT_TRUE(types.set_connect_timeout(*options, std::nullopt));
  EXPECT_EQ(types.connect_timeout(*options), std::nullopt);
}

TEST_F(HttpTest, AResponseReachesWhoeverAsked) {
  std::optional<std::expected<Response, ErrorCode>> answer;
  auto outparam = make_own<ResponseOutparam>();
  outparam->set = [&](auto response) { answer = std::move(response); };
  auto response = types.new_outgoing_response(fields({{"content-length", value_of("5")}}));
  EXPECT_EQ(types.status_code(*response), 200);
  EXPECT_TRUE(types.set_status_code(*response, 418));
  EXPECT_FALSE(types.set_status_code(*response, 7));
  auto body = types.body(*response);
  ASSERT_TRUE(body);
  EXPECT_FALSE(types.body(*response)) << "once";
  types.set(std::move(outparam), std::move(response));
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ((*answer)->status, 418);
  EXPECT_FALSE((*answer)->body->finished);
  {
    auto stream = types.write(**body);
    ASSERT_TRUE(stream);
    EXPECT_FALSE(types.write(**body)) << "once";
    EXPECT_TRUE(streams.blocking_write_and_flush(**stream, bytes_of("hello")).value());
  }
  EXPECT_TRUE(types.finish(std::move(*body), fields({{"x-trailer", value_of("t")}})).value());
  EXPECT_TRUE((*answer)->body->finished);
  EXPECT_EQ((*answer)->body->bytes, "hello");
  EXPECT_TRUE((*answer)->body->trailers->has("x-trailer"));
}

TEST_F(HttpTest, ABodyMustBeAsLongAsPromisedAndItsStreamClosed) {
  auto response = types.new_outgoing_response(fields({{"Content-Length", value_of("5")}}));
  auto body = types.body(*response);
  auto stream = types.write(**body);
  EXPECT_TRUE(streams.blocking_write_and_flush(**stream, bytes_of("four")).value());
  stream = std::unexpected(std::monostate());
  const auto finished = types.finish(std::move(*body), std::nullopt);
  ASSERT_TRUE(finished);
  ASSERT_FALSE(*finished);
  EXPECT_EQ(std::get<ErrorCode::http_response_body_size>(finished->error().value), 4u);

  auto request = types.new_outgoing_request(types.new_fields());
  auto open_body = types.body(*request);
  auto open_stream = types.write(**open_body);
  EXPECT_FALSE(types.finish(std::move(*open_body), std::nullopt)) << "traps while the stream is alive";
}

TEST_F(HttpTest, ABodyDoesNotGrowWithoutLimit) {
  auto request = types.new_outgoing_request(types.new_fields());
  auto body = types.body(*request);
  auto stream = types.write(**body);
  ASSERT_TRUE(stream);
  std::size_t written = 0;
  for (;;) {
    const auto permit = streams.check_write(**stream);
    if (!permit) break;
    const std::vector<std::byte> chunk(std::min<std::uint64_t>(*permit, 1 << 20));
    ASSERT_TRUE(streams.write(**stream, chunk).value());
    written += chunk.size();
    ASSERT_LE(written, BodyContents::max_size);
  }
  EXPECT_EQ(written, BodyContents::max_size);
}

TEST_F(HttpTest, IncomingRequestsAreReadOnceAndChildrenOutliveThem) {
  auto request = make_own<IncomingRequest>();
  request->method = Method{Method::Post{}};
  request->path_with_query = "/x";
  request->authority = "example.org";
  ASSERT_TRUE(request->headers->append("a", bytes_of("b")));
  request->body.emplace("content");
  EXPECT_TRUE(std::holds_alternative<Method::Post>(types.method(*request).value));
  EXPECT_EQ(types.path_with_query(*request), "/x");
  EXPECT_EQ(types.authority(*request), "example.org");
  EXPECT_FALSE(types.scheme(*request).has_value());
  auto headers = types.headers(*request);
  auto body = types.consume(*request);
  ASSERT_TRUE(body);
  EXPECT_FALSE(types.consume(*request));
  request = make_own<IncomingRequest>();
  EXPECT_TRUE(types.has(*headers, "a"));
  auto stream = types.stream(**body);
  ASSERT_TRUE(stream);
  EXPECT_FALSE(types.stream(**body));
  EXPECT_EQ(text_of(*streams.read(**stream, 100)), "content");
  stream = std::unexpected(std::monostate());
  auto trailers = types.finish(std::move(*body));
  ASSERT_TRUE(trailers);
  auto first = types.get(**trailers);
  ASSERT_TRUE(first && *first && **first);
  EXPECT_FALSE((***first).has_value()) << "there were none";
  EXPECT_FALSE(types.get(**trailers)->has_value()) << "once";
  EXPECT_TRUE(io::Poll().ready(*types.subscribe(**trailers)));
}

TEST_F(HttpTest, ResponsesThatNeverCameAreTakenOnce) {
  FutureIncomingResponse future;
  future.response = std::unexpected(ErrorCode::of<ErrorCode::connection_refused>());
  auto first = types.get(future);
  ASSERT_TRUE(first && *first && !**first);
  EXPECT_TRUE((*first)->error().is(ErrorCode::connection_refused));
  EXPECT_FALSE(types.get(future)->has_value());
  future.response = IncomingResponse{.status = 204, .headers = std::make_shared<FieldList>(), .body = std::nullopt};
  auto second = types.get(future);
  ASSERT_TRUE(second && *second && **second);
  EXPECT_EQ(types.status(***(*second)), 204);
}

}  // namespace witc::wasi::http
