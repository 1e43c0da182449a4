#include "papers/report/page.h"

namespace relugap::report {

namespace {

constexpr const char* kStyle = R"(
body { font: 16px/1.5 Georgia, 'Times New Roman', serif; color: #222; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin-bottom: .2rem; }
h2 { font-size: 1.15rem; margin: 2.4rem 0 .6rem; }
.reference, .note, figcaption, footer { color: #555; font-size: .88rem; }
nav { font-size: .95rem; margin: 1rem 0; }
nav a { margin-right: 1.2rem; }
a { color: #0072B2; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; border-top: 2px solid #222; border-bottom: 2px solid #222; font-size: .9rem;
        font-variant-numeric: tabular-nums; }
th { font-weight: normal; text-align: left; vertical-align: bottom; padding: .2rem .55rem; line-height: 1.25; }
thead tr:last-child th { border-bottom: 1px solid #222; }
th.group { text-align: center; font-style: italic; }
th.group span { display: block; border-bottom: 1px solid #999; padding-bottom: .15rem; }
td { padding: .12rem .55rem; white-space: nowrap; }
th.r, td.r { text-align: right; }
tr.rule td { padding-top: .6rem; }
figure { margin: 2.4rem 0; }
figure svg { max-width: 100%; height: auto; }
@media print { body { max-width: none; margin: 0; font-size: 10pt; } section, figure { break-inside: avoid; } nav { display: none; } }
)";

std::string footer(const ReportData& data) {
  return "Written by relugap " + data.version + " from " + data.spec.path +
         ". Certified numbers are theorems about the exact real functions of the stored weights; the records "
         "of all "
         "results lie in records/.";
}

}  // namespace

std::string html_page(const ReportData& data, const std::vector<Table>& tables,
                      const std::vector<Figure>& figures) {
  const auto html = [](const std::string& text) { return render_inline(text, Markup::Html); };
  const auto plain = [](const std::string& text) {
    return escape(render_inline(text, Markup::Terminal), Markup::Html);
  };
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      plain(data.spec.title) + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<h1>" +
      html(data.spec.title) + "</h1>\n";
  if (!data.spec.reference.empty()) page += "<p class=\"reference\">" + html(data.spec.reference) + "</p>\n";
  if (!data.spec.introduction.empty()) page += "<p>" + html(data.spec.introduction) + "</p>\n";
  page += "<nav>";
  for (const Table& table : tables) {
    page +=
        "<a href=\"#" + escape(table.name, Markup::Html) + "\">" + escape(table.name, Markup::Html) + "</a> ";
  }
  for (const Figure& figure : figures) {
    page += "<a href=\"#" + escape(figure.name, Markup::Html) + "\">" + escape(figure.name, Markup::Html) +
            "</a> ";
  }
  page += "</nav>\n";
  for (const Table& table : tables) page += table_to_html(table);
  for (const Figure& figure : figures) {
    page += "<figure id=\"" + escape(figure.name, Markup::Html) + "\">\n" + figure.svg + "<figcaption>" +
            html(figure.caption) + "</figcaption>\n</figure>\n";
  }
  return page + "<footer><p>" + escape(footer(data), Markup::Html) + "</p></footer>\n</body>\n</html>\n";
}

std::string markdown_page(const ReportData& data, const std::vector<Table>& tables,
                          const std::vector<Figure>& figures) {
  const auto markdown = [](const std::string& text) { return render_inline(text, Markup::Markdown); };
  std::string page = "# " + markdown(data.spec.title) + "\n\n";
  if (!data.spec.reference.empty()) page += markdown(data.spec.reference) + "\n\n";
  if (!data.spec.introduction.empty()) page += markdown(data.spec.introduction) + "\n\n";
  for (const Table& table : tables) page += table_to_markdown(table) + "\n";
  for (const Figure& figure : figures) {
    page += "![" + escape(figure.name, Markup::Markdown) + "](" + figure.name + ".svg)\n\n" +
            markdown(figure.caption) + "\n\n";
  }
  return page + escape(footer(data), Markup::Markdown) + "\n";
}

}  // namespace relugap::report
