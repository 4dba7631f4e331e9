#pragma once

#include <string>
#include <vector>

#include "types/package_graph.hpp"

// Reference documentation: HTML pages that need no other file and no script. What people wrote in WIT is text to us: it
// is escaped wherever it goes, and of its links only those to web pages and mail addresses become links.

namespace witc::wit {

struct DocPage {
  std::string file;  ///< "index.html", "ns_name_1.0.0.html"
  std::string html;
};

/// A page for every package of the graph and an index of them, which comes first. They link to one another.
std::vector<DocPage> document(const PackageGraph& graph, PackageId main);
/// All packages on one page, the main one first.
std::string document_on_one_page(const PackageGraph& graph, PackageId main);

}  // namespace witc::wit
