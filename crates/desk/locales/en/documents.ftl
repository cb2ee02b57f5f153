documents-title = Documents
documents-lead = Documents are made from the figures of the round: for Word, to edit before signing, or as PDF to keep.
documents-make = Make the document
documents-choose = { $count ->
    [one] Choose among one
   *[other] Choose among { $count }
 }
documents-about-bao-cao-tu-danh-gia = Self points by section and criterion, criteria without evidence, difficulties, proposals.
documents-about-phieu-diem = Points of every criterion to sign, A4 landscape.
documents-about-cong-van-giai-trinh = Sends a unit what waits for its clarification.
documents-about-bao-cao-tham-dinh = Appraised points by unit, differences from self points, clarifications.
documents-about-bien-ban-hoi-dong = Members, items, votes, and members who do not vote.
documents-about-to-trinh = Submits the results to the authority, with the ranking.
documents-about-quyet-dinh = Publishes the results, with the ranking as its annex.
documents-about-phieu-ket-qua = The published result of each unit.
documents-about-bao-cao-tong-hop = All results of the round, with charts and every unit's points.
documents-word = Download for Word
documents-pdf = Download as PDF
documents-how = What is empty is printed as dots, to be written by hand.
documents-saved-by = Saved last by { $name } at { $at }.
documents-fill = What the document says
documents-family = Form
documents-family-nha-nuoc = State (Decree 30/2020/NĐ-CP)
documents-family-dang = Party (Guidance 36-HD/VPTW)
documents-above = Body above
documents-issuer = Issuing body
documents-number = Number
documents-number-hint = Leave empty until the register gives one.
documents-notation = Notation
documents-place = Place
documents-date = Day of signing
documents-to-whom = To
documents-bases = Legal bases
documents-line-each = One a line.
documents-receivers = Further recipients
documents-capacity = Signs
documents-capacity-own = As head
documents-office = Office of who signs
documents-office-hint = For example two lines: PEOPLE'S COMMITTEE, then CHAIRMAN.
documents-signer = Signer
documents-save = Save and look again
documents-saved = The document was saved.
documents-preview = What it will say
documents-table = { $rows ->
    [one] Table of one row
   *[other] Table of { $rows } rows
 }
documents-chart = Chart: { $title }
documents-templates = Templates of documents
documents-templates-lead = A template is plain text: change sentences, columns of tables and recipients without code. A new template counts at once for documents made after it.
documents-template = Document
documents-in-force = In force
documents-built-in = The program's
documents-own = Own, replaced by { $name } at { $at }
documents-template-text = Text of the template
documents-template-how = The head stands between two lines +++; below it each line is a paragraph, # a heading, - an item, ^ a centred line, **bold**, *italic*.
documents-template-save = Use this template
documents-template-saved = The template was replaced.
documents-template-download = Download the template
documents-template-give-back = Back to the program's
documents-template-given-back = The program's template counts again.
documents-names = Fields, tables and charts there are
documents-names-hint = A ? after the name of a field leaves it out where it is empty.
documents-chart-block = Bar chart
