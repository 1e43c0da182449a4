#include "papers/report/inline.h"

#include <doctest/doctest.h>

using relugap::report::escape;
using relugap::report::inline_spans;
using relugap::report::Markup;
using relugap::report::render_inline;

TEST_CASE("contract: mathematics is rendered for each language") {
  const char* text = "error $\\le 10^{-3}$ on $H^\\infty_{N,c}$";
  CHECK(render_inline(text, Markup::Terminal) == "error ≤ 10^-3 on H^∞_{N,c}");
  CHECK(render_inline(text, Markup::Latex) == text);
  CHECK(render_inline(text, Markup::Html) ==
        "error ≤ 10<sup>−3</sup> on <i>H</i><sup>∞</sup><sub><i>N</i>,<i>c</i></sub>");
  CHECK(render_inline("$10^{80}$", Markup::Markdown) == "10<sup>80</sup>");
}

TEST_CASE("contract: no character of a text acts as markup") {
  const char* text = "<b>&\"'| a_b * [x](y) `z` #1 50% {c} \\d ~ ^";
  CHECK(render_inline(text, Markup::Html) ==
        "&lt;b&gt;&amp;&quot;&#39;| a_b * [x](y) `z` #1 50% {c} \\d ~ ^");
  CHECK(
      render_inline(text, Markup::Latex) ==
      "\\textless{}b\\textgreater{}\\&{\\ttfamily\\char34}'\\textbar{} a\\_b * [x](y) `z` \\#1 50\\% \\{c\\} "
      "\\textbackslash{}d \\textasciitilde{} \\textasciicircum{}");
  CHECK(render_inline(text, Markup::Markdown) ==
        "&lt;b&gt;&amp;\"'\\| a\\_b \\* \\[x\\](y) \\`z\\` \\#1 50% {c} \\\\d ~ ^");
  CHECK(render_inline(text, Markup::Terminal) == text);
}

TEST_CASE("contract: mathematics cannot carry tags into a page either") {
  CHECK(render_inline("$<script>$", Markup::Html).find("<script>") == std::string::npos);
  CHECK(render_inline("$a^{<b>}$", Markup::Html).find("<b>") == std::string::npos);
}

TEST_CASE("contract: a dollar sign alone or escaped is printed") {
  CHECK(render_inline("5 $ or \\$6", Markup::Terminal) == "5 $ or $6");
  CHECK(render_inline("\\$x\\$", Markup::Latex) == "\\$x\\$");
  CHECK(render_inline("", Markup::Html).empty());
}

TEST_CASE("contract: LaTeX gets commands for the symbols that it lacks, and other UTF-8 as it is") {
  CHECK(escape("3–4 ≤ ∞ † 10\u202F000", Markup::Latex) == "3--4 $\\leq$ $\\infty$ \\dag{} 10\\,000");
  CHECK(escape("Grüße", Markup::Latex) == "Grüße");
}

TEST_CASE("contract: damaged mathematics and damaged UTF-8 end without a crash") {
  for (const char* text : {"$^$", "$_$", "$^^^$", "${$", "$}$", "$\\$", "$\\unknown x$", "\xe2", "$\xe2$",
                           "\xff\xff", "$a^{b$", "\\"}) {
    for (const Markup markup : {Markup::Terminal, Markup::Markdown, Markup::Latex, Markup::Html}) {
      CHECK_NOTHROW(render_inline(text, markup));
    }
    CHECK_NOTHROW(inline_spans(text));
  }
}

TEST_CASE("contract: pictures get levels and italics as spans") {
  const auto spans = inline_spans("n = $10^{-3}x$");
  REQUIRE(spans.size() == 4);
  CHECK(spans[0].text == "n = ");
  CHECK(spans[1].text == "10");
  CHECK(spans[2].text == "−3");
  CHECK(spans[2].level == 1);
  CHECK(spans[3].italic);
}
