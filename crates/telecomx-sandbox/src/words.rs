//! What made-up records are made of.

/// First names.
pub(crate) const FIRST: &[&str] = &[
    "Anders",
    "Bodil",
    "Christian",
    "Dorthe",
    "Erik",
    "Frederikke",
    "Gerda",
    "Henrik",
    "Ingrid",
    "Jørgen",
    "Kirsten",
    "Lærke",
    "Mikkel",
    "Nanna",
    "Ole",
    "Pernille",
    "Rasmus",
    "Søren",
    "Trine",
    "Åse",
];
/// Last names.
pub(crate) const LAST: &[&str] = &[
    "Andersen",
    "Bjørn",
    "Christensen",
    "Dam",
    "Eskildsen",
    "Friis",
    "Holm",
    "Jensen",
    "Kjær",
    "Lund",
    "Møller",
    "Østergaard",
];
/// Companies, without what they trade in.
pub(crate) const COMPANY: &[&str] = &[
    "Andeby",
    "Bakkegården",
    "Fjord & Søn",
    "Havnens",
    "Klitgaard",
    "Lindholm \"Nord\"",
    "Mølleåens",
    "Nordhavn",
    "Sønderby",
    "Vesterbro; Kbh.",
    "Ærø",
];
/// What they trade in, and their form.
pub(crate) const TRADE: &[&str] = &[
    "Auto ApS",
    "Bogtryk A/S",
    "Consult ApS",
    "El & VVS A/S",
    "IT ApS",
    "Kontor I/S",
    "Revision P/S",
    "Teknik A/S",
];
/// Roads.
pub(crate) const ROAD: &[&str] = &[
    "Algade",
    "Birkevej",
    "Engdraget",
    "Gl. Kongevej",
    "Hovedgaden",
    "Industrivej",
    "Kirkestræde",
    "Møllevej",
    "Nørrebrogade",
    "Skovbrynet",
    "Søndergade",
    "Vallensbækvej",
    "Åboulevarden",
];
/// Floors and doors.
pub(crate) const FLOOR: &[&str] = &[
    "", "", "", " st.", " 1. tv.", " 2. th.", " 3. th.", " 4. mf.",
];
/// Postal codes and their cities. One begins with 0: as a number it loses that digit.
pub(crate) const PLACE: &[(&str, &str)] = &[
    ("0999", "København C"),
    ("1620", "København V"),
    ("2600", "Glostrup"),
    ("2605", "Brøndby"),
    ("3700", "Rønne"),
    ("4000", "Roskilde"),
    ("5000", "Odense C"),
    ("6000", "Kolding"),
    ("7100", "Vejle"),
    ("8000", "Aarhus C"),
    ("9000", "Aalborg"),
];
/// Products of circuits.
pub(crate) const CIRCUIT: &[&str] = &[
    "DSL 20/2 Mbit",
    "DSL 50/10 Mbit",
    "Fiber 100 Mbit",
    "Fiber 500 Mbit",
    "Fiber 1000 Mbit",
    "Fiber city ring 100Mbit",
    "Fiber point-to-point 10 Gbit",
];
/// Names of licenses.
pub(crate) const LICENSE: &[&str] = &[
    "Office E3 2022",
    "Exchange Online (Plan 1)",
    "Microsoft 365 Business Basic",
    "Microsoft 365 Business Premium",
    "Defender for Office 365",
    "Power BI Pro",
    "Teams Phone; NCE",
    "Visio \"Plan 2\"",
    "Windows 365 – 4 vCPU",
];
/// Departments.
pub(crate) const DEPARTMENT: &[&str] = &["Drift", "IT", "Indkøb", "Salg", "Økonomi"];
/// Providers of circuits.
pub(crate) const PROVIDER: &[&str] = &["Nianet", "GlobalConnect", "TDC Erhverv", "Fibia", "Norlys"];
/// Notes, one of them over two lines.
pub(crate) const NOTE: &[&str] = &[
    "In stairwell behind the door",
    "Ring først",
    "Nøgle hos viceværten",
    "Kælder, rum 2; se skitse",
    "Port 3\nOpgang B",
];
/// Fillers for a text that nothing is known about.
pub(crate) const FILLER: &[&str] = &["alfa", "bravo", "charlie", "delta", "echo", "foxtrot"];
