/** Common given names, before which the last word of a byline is a surname: `Emily Post`, `Jim Courier`. */
export const commonGivenNames: ReadonlySet<string> = new Set(
  (
    'Aaron Adam Alan Albert Alex Alexander Alice Alison Amanda Amy Andrea Andrew Angela Ann Anna Anne Anthony Arthur Ashley Barbara Ben Benjamin ' +
    'Beth Betty Bill Bob Bonnie Brad Brandon Brenda Brian Bruce Bryan Carl Carol Caroline Catherine Charles Chris Christian Christina Christine ' +
    'Christopher Claire Colin Craig Cynthia Dan Daniel Danielle Dave David Dawn Dean Deborah Dennis Diana Diane Don Donald Donna Doris Dorothy ' +
    'Doug Douglas Dylan Ed Edward Eleanor Elizabeth Ella Emily Emma Eric Erin Ethan Eva Evelyn Fiona Frances Francis Frank Fred Gary George Gerald ' +
    'Gloria Grace Graham Greg Gregory Hannah Harold Harry Heather Helen Henry Holly Howard Hugh Ian Jack Jacob Jake James Jamie Jane Janet Jason ' +
    'Jay Jean Jeff Jeffrey Jennifer Jeremy Jerry Jesse Jessica Jim Jimmy Joan Joe John Jon Jonathan Jose Joseph Josh Joshua Joyce Juan Judith Judy ' +
    'Julia Julian Julie Justin Karen Kate Katherine Kathleen Kathryn Kathy Katie Keith Kelly Ken Kenneth Kevin Kim Kyle Larry Laura Lauren Lawrence ' +
    'Lee Leo Leslie Liam Linda Lisa Liz Louis Louise Lucas Lucy Luke Lynn Marc Marcus Margaret Maria Marie Marilyn Mark Martha Martin Mary Mason ' +
    'Matt Matthew Max Megan Melissa Michael Michelle Mike Mitchell Molly Nancy Natalie Nathan Neil Nicholas Nick Nicole Nina Noah Nora Olivia ' +
    'Owen Pam Pamela Pat Patricia Patrick Paul Paula Peter Phil Philip Rachel Ralph Randy Ray Raymond Rebecca Richard Rick Rob Robert Roger Ron ' +
    'Ronald Rosa Rose Ross Roy Russell Ruth Ryan Sally Sam Samantha Samuel Sandra Sara Sarah Scott Sean Sharon Shirley Simon Sophia Sophie Stephanie ' +
    'Stephen Steve Steven Stuart Sue Susan Tara Ted Teresa Terry Theresa Thomas Tim Timothy Tina Todd Tom Tony Tracy Tyler Vanessa Victor Victoria ' +
    'Vincent Walter Wayne Wendy Will William Zoe Zach Zachary Austin Charlotte Florence Jordan Madison Sydney Paris Dakota Georgia Virginia'
  ).split(' '),
);
