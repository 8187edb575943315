"""The words the fictitious world is made of; no company, person or number of it exists."""

FIRST_NAMES = (
    "Aïcha", "Benoît", "Camille", "Chloé", "Driss", "Élodie", "Fatou", "François", "Gaëlle", "Hugo", "Inès", "Jérôme",
    "Karim", "Léa", "Maëlle", "Noé", "Océane", "Pauline", "Quentin", "Rosa", "Samir", "Théo", "Ulysse", "Valérie",
    "Yann", "Zoé",
)  # fmt: skip
LAST_NAMES = (
    "Arnal", "Bœuf", "Cabrol", "Castan", "Durand", "Escande", "Fabre", "Garrigue", "Hérail", "Izard", "Jaussaud",
    "Lacombe", "Marty", "Nègre", "Olivier", "Pagès", "Quintana", "Rouanet", "Sénégas", "Teissier", "Unal", "Vidal",
)  # fmt: skip
WOMEN = {
    "Aïcha", "Camille", "Chloé", "Élodie", "Fatou", "Gaëlle", "Inès", "Léa", "Maëlle", "Océane", "Pauline", "Rosa",
    "Valérie", "Zoé",
}  # fmt: skip
TITLES = (
    # (of a woman, of a man), in an association and in a company alike
    ("responsable administrative", "responsable administratif"), ("directrice", "directeur"),
    ("coordinatrice", "coordinateur"), ("administratrice", "administrateur"),
    ("chargée de développement", "chargé de développement"), ("comptable", "comptable"),
)  # fmt: skip
FORMER_STEMS = (
    "Ressourcerie", "Jardins", "Ateliers", "Fabrique", "Épicerie", "Conserverie", "Menuiserie", "Maison", "Lutherie",
    "Brasserie", "Imprimerie", "Roulotte", "Crèche", "Laverie",
)  # fmt: skip
PROSPECT_STEMS = (
    "Coopérative", "Collectif", "Tiers-lieu", "Cantine", "Garage", "Librairie", "Pépinière", "Halle", "Café",
    "Studio", "Verger", "Chantier", "Filature", "Savonnerie", "Radio", "Cyclerie", "Forge", "Bergerie", "Comptoir",
    "Kiosque",
)  # fmt: skip
PLACES = (
    "de l'Étang", "des Garrigues Claires", "du Pic Imaginaire", "des Salines", "de la Tramontane", "du Canal Vert",
    "des Causses", "de l'Orb", "du Vidourle",
)  # fmt: skip
CITIES = (
    ("Montpellier", "34000"), ("Montpellier", "34070"), ("Béziers", "34500"), ("Sète", "34200"), ("Nîmes", "30000"),
    ("Alès", "30100"), ("Narbonne", "11100"), ("Carcassonne", "11000"), ("Perpignan", "66000"), ("Mende", "48000"),
    ("Foix", "09000"), ("Toulouse", "31000"), ("Castres", "81100"), ("Rodez", "12000"),
)  # fmt: skip
ACTIVITIES = (
    "alimentation durable", "réemploi", "mobilité douce", "aide aux aidants", "culture accessible", "habitat partagé",
    "inclusion numérique", "énergie citoyenne", "insertion par l'activité", "tourisme solidaire",
)  # fmt: skip
COACHES = ("Nadia Roux", "Paul Estève", "Mireille Cazal")
ORIGINS = ("Alter'Incub", "Catalis", "YESS Académie", "bouche-à-oreille", "Le Périscope", "Région Occitanie")
EXITS = ("terme", "terme", "terme", "croissance", "départ anticipé", "cessation", "fusion", "liquidation", "abandon")

NEAR_DUPLICATES = (
    # (the name of the second card, the company of the thirty it repeats, what is the same besides)
    ("VELOMISTRAU", 3, "city"),
    ("Recyclo-Tramontane (asso)", 2, "phone"),
    ("Les Couturieres du Canal SCOP", 11, "city"),
    ("Boucl Verre Medit", 12, "email"),
    ("Compost'Agora", 19, "city"),
    ("Atelier des possibles occitans", 20, "phone"),
)
