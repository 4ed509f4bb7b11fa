"""What tells a name of a person from other words, as data."""

from __future__ import annotations

from server.room.text import form

_FIRST_NAMES = """
Adam Adèle Adrien Agathe Agnès Alain Alban Albert Alex Alexandra Alexandre Alexia Alexis Alfred Alice Aline Alphonse Amandine
Amélie Ana Anaïs André Andrée Angèle Angélique Anna Anne Annick Annie Anthony Antoine Antoinette Apolline Arlette Arnaud Arthur
Audrey Auguste Augustin Aurélie Aurélien Axel Baptiste Barbara Bastien Béatrice Benjamin Benoît Bernadette Bernard Bertrand
Bérénice Blandine Brice Brigitte Bruno Camille Carla Carole Caroline Catherine Cécile Cédric Célia Céline Chantal Charlène
Charles Charlotte Chloé Christelle Christian Christiane Christine Christophe Cindy Claire Clara Claude Claudette Claudie
Claudine Clémence Clément Clotilde Colette Coline Coralie Corentin Corinne Cyril Damien Daniel Danièle Danielle David Deborah
Delphine Denis Denise Didier Dimitri Dominique Dorian Dorothée Dylan Edith Édouard Edwige Éléonore Éliane Élisa Élisabeth Élise
Élodie Éloïse Elsa Emeline Émile Émilie Emma Emmanuel Emmanuelle Enzo Éric Erwan Estelle Esther Étienne Eugène Eugénie Eva
Évelyne Fabien Fabienne Fabrice Fanny Fernand Fernande Florence Florent Florian Franck François Françoise Fred Frédéric
Frédérique Gabin Gabriel Gabrielle Gaël Gaëlle Gaëtan Gaston Geneviève Geoffrey Georges Georgette Gérald Gérard Germaine
Ghislaine Gilbert Gilberte Gilles Ginette Gisèle Grégory Guillaume Gustave Guy Gwenaëlle Hélène Henri Henriette Hervé Hubert
Hugo Hugues Huguette Inès Irène Isabelle Jacky Jacqueline Jacques Jade Janine Jean Jeanne Jeannine Jennifer Jérémie Jérémy
Jérôme Jessica Joachim Joël Joëlle Johanna Jonathan Joseph Josette Josiane Jules Julia Julie Julien Juliette Justine Karine
Kévin Laëtitia Laura Laure Laurence Laurent Laurie Léa Léo Léon Léonie Liliane Lisa Loïc Lola Louis Louise Luc Lucas Lucette
Lucie Lucien Lucienne Ludivine Ludovic Lydia Lydie Madeleine Maëlle Maëlys Manon Manuel Manuela Marc Marcel Marcelle Margaux
Margot Marguerite Maria Marianne Marie Marielle Marina Marine Marion Marjorie Marlène Martin Martine Maryse Maryvonne Mathéo
Mathias Mathieu Mathilde Mathis Matthieu Maurice Maxence Maxime Mélanie Mélissa Michaël Michel Michèle Micheline Mickaël
Monique Morgane Muriel Myriam Nadège Nadine Natacha Nathalie Nathan Nelly Nicolas Nicole Noah Noémie Océane Odette Odile
Olivier Ophélie Pascal Pascale Patrice Patricia Patrick Paul Paule Paulette Pauline Philippe Pierre Pierrette Pierrick Quentin
Raphaël Raymond Raymonde Rebecca Régine Régis Rémi Rémy Renaud René Renée Richard Robert Robin Roger Roland Rolande Romain
Romane Romuald Roseline Roselyne Sabine Sabrina Samuel Sandra Sandrine Sarah Sébastien Serge Séverine Simon Simone Solange
Solène Sonia Sophie Stéphane Stéphanie Steven Suzanne Sylvain Sylvette Sylvia Sylvie Thérèse Thibault Thibaut Thierry Thomas
Timothée Tony Tristan Valentin Valentine Valérie Vanessa Véronique Victor Vincent Violette Virginie Viviane Wendy William
Xavier Yann Yannick Yoann Yolande Yves Yvette Yvon Yvonne Zoé
Abdallah Abdel Abdelaziz Abdelkader Abderrahmane Abdoulaye Abdoul Adama Adel Ahmed Ahmet Aïcha Aïssa Aïssatou Ali Amadou Amel
Amina Aminata Amine Amira Anissa Asma Assia Awa Aya Ayşe Aziz Bakary Bilal Bintou Boubacar Brahim Cheikh Dalila Djamel Djamila
Driss Elif Emine Fadila Farid Farida Fatiha Fatima Fatma Fatou Fatoumata Fayçal Fouad Habib Hakim Halima Hamid Hamza Hanane
Hasan Hassan Hatice Hicham Hocine Houria Hüseyin Ibrahim Ibrahima Idrissa Ilyes Imane Ismaël Issa Jamel Jamila Kader Kamel
Karim Karima Khadija Khadidja Khaled Khalid Kheira Lamia Latifa Leïla Lina Linda Lotfi Mahmoud Malik Malika Mamadou Mariam
Mariama Mehdi Mehmet Meriem Merve Mohamed Mohammed Mokhtar Mounir Mourad Moussa Muhammad Murat Mustafa Mustapha Nabil Nabila
Nacer Nadia Nadir Naïma Nassim Nawel Nora Nordine Nour Omar Osman Oumar Oumou Ousmane Rabah Rachid Rachida Rayan Redouane Riad
Ridha Sabah Safia Saïd Salah Salim Salima Salma Samia Samir Samira Seydou Slimane Sofiane Souad Souleymane Tarek Tarik Walid
Yacine Yanis Yasmina Yasmine Youcef Youssef Youssouf Yusuf Zahra Zeynep Zineb Zohra
Alberto Alejandro Alessandro Álvaro Antonio António Carlos Carmen Cristina Diego Elena Ernesto Fernanda Fernando Filipe
Francisca Francisco Giovanni Giuseppe Gonçalo Inês Isabel Ivan Javier João Joaquim John Jorge José Juan Luís Luisa Mario Mary
Michael Michelle Miguel Miriam Pablo Paula Paulo Pedro Peter Rafael Ricardo Rosa Rui Sara Sergio Sofia Susana Teresa Tiago
"""
"""Frequent in France at any age; from Africa, Turkey and the Indian Ocean; from Portugal, Spain, Italy and English ones."""
_PLACES = """
allée amphi amphithéâtre arrêt association atelier auditorium avenue av bar bassin bibliothèque boulevard bd bus bâtiment bât
café camp campus canal cantine carrefour caserne centre chapelle chaussée chemin château cimetière cinéma cité classe clinique
club cole collège collection complexe conservatoire cour cours crèche domaine dojo ehpad école église équipement esplanade
espace établissement faubourg ferme fondation fontaine fort forum foyer fresque gare gite groupe gymnase halle hameau hôpital
hôtel ilot immeuble impasse institut jardin lac ligne logement loi lycée mail mairie maison maternelle médiathèque métro
monument mosquée mur musée palais parc parking parvis passage passerelle patinoire pavillon piscine place placette plaine plan
pont port porte prix promenade prison quai quartier restaurant résidence rond-point route rue ruelle rer saint sainte salle
salon san santa secteur sentier são sq square st stade stand station statue ste structure synagogue terrain théâtre tour tram
tramway université villa voie zac zone avenida bridge calle hospital hotel lake museum park praça road school street university
"""
"""What is called after somebody."""
_BORNE = """
Albert Camus, Albert Schweitzer, Albert Thomas, Alfred de Musset, Alfred Nobel, Ambroise Croizat, Ambroise Paré,
Anatole France, André Chénier, André Citroën, André Malraux, Anne Frank, Antoine de Saint-Exupéry, Aristide Briand,
Arthur Rimbaud, Auguste Blanqui, Auguste Renoir, Auguste Rodin, Benjamin Franklin, Bernard Palissy, Camille Claudel,
Camille Saint-Saëns, Charles Baudelaire, Charles Péguy, Charles Perrault, Charles de Gaulle, Charlotte Delbo, Claude Bernard,
Claude Debussy, Claude Monet, Danielle Casanova, Denis Diderot, Édouard Herriot, Édouard Manet, Édouard Vaillant, Émile Zola,
Ernest Renan, Étienne Dolet, Étienne Marcel, Eugène Delacroix, Eugène Varlin, Fernand Léger, Francisco Ferrer,
François Mauriac, François Mitterrand, François Rabelais, François Villon, Frédéric Chopin, Gabriel Fauré, Gabriel Péri,
George Sand, Georges Bizet, Georges Braque, Georges Brassens, Georges Clemenceau, Georges Pompidou, Gérard de Nerval,
Gérard Philipe, Germaine Tillion, Gisèle Halimi, Gustave Courbet, Gustave Eiffel, Gustave Flaubert, Guy de Maupassant,
Guy Môquet, Hector Berlioz, Hélène Boucher, Henri Barbusse, Henri Dunant, Henri Matisse, Henri Wallon,
Hubert Reeves, Irène Joliot-Curie, Jacques Brel, Jacques Cartier, Jacques Chirac, Jacques Decour, Jacques Duclos,
Jacques Prévert, Jean Bouin, Jean Jaurès, Jean Mermoz, Jean Monnet, Jean Moulin, Jean Rostand, Jean Vilar, Jean Zay,
Jean-Jacques Rousseau, Jean-Paul Sartre, Jean de La Fontaine, Jeanne d’Arc, Joachim du Bellay, Jules Ferry, Jules Guesde,
Jules Joffrin, Jules Michelet, Jules Vallès, Jules Verne, Léo Delibes, Léo Lagrange, Léon Blum, Léon Gambetta, Louis Aragon,
Louis Armand, Louis Blanc, Louis Blériot, Louis Braille, Louis Lumière, Louis Pasteur, Louise Michel, Lucie Aubrac,
Marc Bloch, Marcel Cachin, Marcel Pagnol, Marcel Paul, Marcel Proust, Marguerite Duras, Marguerite Yourcenar, Marie Curie,
Marie Laurencin, Martin Luther, Maurice Ravel, Maurice Thorez, Max Dormoy, Michel Ange, Nelson Mandela, Nicolas Copernic,
Olympe de Gouges, Pablo Neruda, Pablo Picasso, Paul Bert, Paul Cézanne, Paul Doumer, Paul Éluard, Paul Gauguin,
Paul Langevin, Paul Painlevé, Paul Valéry, Paul Verlaine, Paul Vaillant-Couturier, Pierre Brossolette, Pierre Corneille,
Pierre Curie, Pierre Mendès-France, Pierre Semard, Pierre de Coubertin, Pierre de Ronsard, Raymond Queneau, René Cassin,
René Descartes, Robert Desnos, Robert Schuman, Robert Badinter, Romain Rolland, Romain Gary, Rosa Parks, Rosa Luxemburg,
Salvador Allende, Simone Veil, Simone de Beauvoir, Sophie Germain, Suzanne Lenglen, Franck Provost, Jean-Louis David,
Louis Vuitton, Mario Kart, Robin Hood, Yves Rocher, Thomas Pesquet, Tony Parker, Victor Hugo, Victor Schoelcher,
Vincent Auriol, Vincent Van Gogh
"""
"""Names of places and brands, said without « rue » or « école » too: « je descends à Jean Jaurès »."""
_OTHERS = """
alcalde alcaldesa başkan bricolage conseiller conseillère député députée directeur directrice docteur doktor hanım honneur juge
madame maire mairesse mayor memur ministre minister monsieur müdür öğretmen prefeito président présidente presidente president
préfet préfète premier première proviseur sénateur sénatrice propre tout-le-monde toutlemonde a alors au aussi aux avec bonjour
bonsoir bravo car ce ces cela cette comme dans des donc elle elles en est et eux il ils ici je les leur lui mais merci moi même
ne nos notre nous on ou où par parce pas pour pourquoi puis puisque quand que quel quelle qui sa sans ses si son sur ton
toujours tous tout toute très un une vos votre vous y and for he she that the they this we you
est ier marchande nationale national nord ouest sud municipal municipale municipaux général générale numérique scolaire social
sociale socialiste technique
"""
"""No names after a civility or a first name: titles, what begins the next sentence, what institutions are called with."""

FIRST_NAMES = frozenset(map(form, _FIRST_NAMES.split()))
PLACES = frozenset(map(form, _PLACES.split()))
BORNE = frozenset(form(" ".join(name.split())) for name in _BORNE.split(","))
OTHERS = frozenset(map(form, _OTHERS.split()))
PARTICLES = frozenset({"al", "ben", "da", "de", "del", "des", "dos", "du", "el", "la", "le", "van", "von"})
