import DefaultTheme from 'vitepress/theme-without-fonts'
import './colours.css'
import './figures.css'
import './page.css'

export default DefaultTheme
