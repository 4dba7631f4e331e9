#pragma once

#include <string>

#include "fuzz/choices.hpp"
#include "fuzz/typed_peers.hpp"

// Values on their way through the canonical ABI, as decisions make them: by the dynamic policy, by a typed peer if
// there is one, through honest guests and through others.

namespace witc::fuzz {

struct LiftLower {
  std::string difference;       ///< what should not have happened; empty when all is well
  bool lowered = false;         ///< the value was passed through an honest guest and came back
  bool damage_trapped = false;  ///< lifting from damaged memory was a trap
  bool damage_lifted = false;   ///< it gave a value
  bool liar_trapped = false;    ///< a realloc that lies was caught
};

/// A value of the peer's type, or of any type when there is none.
LiftLower lift_lower(Choices& choices, const TypedPeer* peer);
/// The first byte chooses a peer or none.
LiftLower lift_lower(std::span<const std::uint8_t> bytes);

}  // namespace witc::fuzz
